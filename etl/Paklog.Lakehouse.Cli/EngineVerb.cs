using System.CommandLine;
using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Cli;

/// <summary>A verb whose work is a program of another engine: where the engine has not started this process, the verb has it start the command anew.</summary>
public static class EngineVerb
{
    /// <param name="command">Its name, description, arguments and options; it gets those that say how the engine is started (<c>--master</c>, <c>--engine-conf</c>, <c>--engine-file</c>).</param>
    /// <param name="work">The program, in a process that the engine has started. What it returns is the exit code.</param>
    public static Verb Create(Command command, IEngineProvider engine, Func<ICommandSession, ParseResult, CancellationToken, Task<int>> work)
    {
        var settings = new EngineChoice();
        settings.AddSettingsTo(command);
        return new Verb(command, (session, parsed, cancellationToken) => engine.IsHere(session.Host.Variable)
            ? work(session, parsed, cancellationToken)
            : EngineChoice.StartAsync(session, settings.CommandOf(engine, session, parsed), cancellationToken));
    }
}
