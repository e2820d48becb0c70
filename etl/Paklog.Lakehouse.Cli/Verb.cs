using System.CommandLine;

namespace Paklog.Lakehouse.Cli;

/// <summary>A verb that a composition root adds to the command line.</summary>
/// <param name="Command">Its name, description, arguments and options.</param>
/// <param name="Work">What it does; the session lives as long.</param>
public sealed record Verb(Command Command, Func<ICommandSession, ParseResult, CancellationToken, Task<int>> Work);
