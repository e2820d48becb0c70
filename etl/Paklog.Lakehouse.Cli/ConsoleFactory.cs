using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary>Makes consoles that know the terminal they write to, or that there is none.</summary>
internal static class ConsoleFactory
{
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

        // Lines are broken by the terminal alone: a command that is printed can be copied, and a line can be searched for.
        console.Profile.Width = int.MaxValue / 2;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
