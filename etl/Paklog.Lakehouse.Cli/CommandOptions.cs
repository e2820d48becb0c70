using System.CommandLine;

namespace Paklog.Lakehouse.Cli;

/// <summary>The options that every verb has.</summary>
internal sealed class CommandOptions
{
    internal Option<bool> Json { get; } = new("--json") { Description = "Print JSON: one object, or one a line.", Recursive = true };

    internal Option<string?> Warehouse { get; } = new("--warehouse") { Description = "The folder or URI of the tables, instead of the configuration's.", HelpName = "DIR", Recursive = true };

    internal Option<string?> Conf { get; } = new("--conf") { Description = "The folder with lakehouse.yaml and contracts.", HelpName = "DIR", Recursive = true };

    internal Option<string?> Environment { get; } = new("--env") { Description = "Lay conf/environments/NAME.yaml over the configuration.", HelpName = "NAME", Recursive = true };

    internal Option<bool> Verbose { get; } = new("--verbose") { Description = "Print where an unexpected error came from.", Recursive = true };

    internal void AddTo(Command command)
    {
        foreach (var option in new Option[] { Json, Warehouse, Conf, Environment, Verbose })
            command.Options.Add(option);
    }
}
