using System.Reflection;
using System.Text;

namespace Paklog.Lakehouse.Cli;

/// <summary>What a command takes from the process that it runs in.</summary>
public sealed record CommandHost
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Results go here: text for people, or JSON in UTF-8.</summary>
    public required Stream Output { get; init; }

    /// <summary>Errors and progress go here.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>The columns of the terminal on the output; null when it is none.</summary>
    public int? OutputWidth { get; init; }

    /// <summary>The columns of the terminal on the error stream; null when it is none, and then no progress is shown.</summary>
    public int? ErrorWidth { get; init; }

    /// <summary>What relative paths of the command line are relative to.</summary>
    public required string CurrentFolder { get; init; }

    /// <summary>Where the application's assembly lies.</summary>
    public required string ApplicationFolder { get; init; }

    /// <summary>The application itself, for an engine that starts it again; null where there is none.</summary>
    public string? ApplicationAssembly { get; init; }

    /// <summary>An environment variable by name; null where there is none.</summary>
    public required Func<string, string?> Variable { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How a person calls the command, for hints that can be pasted.</summary>
    public string CommandName => Variable("LAKEHOUSE_COMMAND") is { Length: > 0 } name ? name : "lakehouse";

    /// <summary>The process's own streams, folders and environment.</summary>
    public static CommandHost OfProcess() => new()
    {
        Output = Console.OpenStandardOutput(),
        Error = new StreamWriter(Console.OpenStandardError(), Utf8) { AutoFlush = true },
        OutputWidth = Console.IsOutputRedirected ? null : Width(),
        ErrorWidth = Console.IsErrorRedirected ? null : Width(),
        CurrentFolder = Environment.CurrentDirectory,
        ApplicationFolder = AppContext.BaseDirectory,
        ApplicationAssembly = Assembly.GetEntryAssembly()?.Location,
        Variable = Environment.GetEnvironmentVariable,
    };

    internal TextWriter OpenText() => new StreamWriter(Output, Utf8, leaveOpen: true) { AutoFlush = true };

    private static int Width() => Console.WindowWidth is > 0 and var width ? width : 80;
}
