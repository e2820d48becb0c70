using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary>Makes consoles that know the terminal they write to, or that there is none.</summary>
internal static class ConsoleFactory
{
    /// <summary>A line of a table is never broken when no terminal limits it.</summary>
    internal const int Unlimited = 10_000;

    internal static IAnsiConsole Create(TextWriter writer, CommandHost host)
    {
        var isTerminal = host.OutputWidth is not null && host.Variable("TERM") != "dumb";
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isTerminal && string.IsNullOrEmpty(host.Variable("NO_COLOR")) ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = host.OutputWidth ?? Unlimited;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
