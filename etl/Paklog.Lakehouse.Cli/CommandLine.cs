using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace Paklog.Lakehouse.Cli;

/// <summary>The command line of a lakehouse: parses, runs one verb, and turns errors into a sentence and an exit code.</summary>
internal sealed class CommandLine(LakehouseCommands commands, CommandHost host)
{
    private readonly CommandOptions options = new();

    internal async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        using var text = host.OpenText();
        var root = Root();
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
            return await RefuseAsync(parsed, root);

        try
        {
            var invocation = new InvocationConfiguration { Output = text, Error = host.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (Exception error)
        {
            // An engine that is interrupted says so in its own words.
            var cause = cancellationToken.IsCancellationRequested ? new OperationCanceledException(cancellationToken) : error;
            await host.Error.WriteLineAsync(CommandErrors.Describe(cause));
            if (parsed.GetValue(options.Verbose))
                await host.Error.WriteLineAsync(error.ToString());
            return CommandErrors.CodeOf(cause);
        }
    }

    /// <summary>Gives a verb its work. The session lives as long as the work.</summary>
    /// <param name="environment">The environment when the command line names none.</param>
    internal Command Runs(Command verb, Func<CommandSession, ParseResult, CancellationToken, Task<int>> work, string? environment = null)
    {
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = new CommandSession(commands.Lakehouse, host, new SessionOptions(
                parsed.GetValue(options.Json), parsed.GetValue(options.Conf), parsed.GetValue(options.Environment) ?? environment, parsed.GetValue(options.Warehouse)));
            return await work(session, parsed, cancellationToken);
        });
        return verb;
    }

    private Command Runs(Verb verb) => Runs(verb.Command, (session, parsed, cancellationToken) => verb.Work(session, parsed, cancellationToken));

    /// <summary>Says what cannot be understood, and where help is; without any verb the help itself.</summary>
    private async Task<int> RefuseAsync(ParseResult parsed, Command root)
    {
        var verb = parsed.CommandResult.Command;
        if (verb.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0)
        {
            await verb.Parse("--help").InvokeAsync(new InvocationConfiguration { Output = host.Error, Error = host.Error });
            return CommandErrors.Usage;
        }

        // A word that is no verb is told twice: as such, and as the lack of one.
        if (verb.Subcommands.Count > 0)
            await host.Error.WriteLineAsync($"There is no verb '{parsed.UnmatchedTokens[0]}'; there are {string.Join(", ", verb.Subcommands.Select(known => known.Name))}.");
        else
            await host.Error.WriteLineAsync(string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message)));
        await host.Error.WriteLineAsync($"Usage: {host.CommandName} {(verb == root ? "" : Path(parsed.CommandResult) + " ")}--help");
        return CommandErrors.Usage;
    }

    /// <summary>The options that lead another command to the same warehouse.</summary>
    internal string Flags(ParseResult parsed, string environment) => parsed.GetValue(options.Warehouse) is { } warehouse
        ? $"--warehouse {warehouse}"
        : $"--env {parsed.GetValue(options.Environment) ?? environment}";

    /// <summary>A plain command: <see cref="RootCommand"/> would be called like the assembly.</summary>
    private Command Root()
    {
        var root = new Command("lakehouse", "Debezium change events become Iceberg tables: Bronze, Silver and Gold.") { new HelpOption { Recursive = true } };
        options.AddTo(root);
        Command?[] verbs =
        [
            LandCommand.Create(this), RunCommand.Create(this), QueryCommand.Create(this), TablesCommand.Create(this), SnapshotsCommand.Create(this), FilesCommand.Create(this),
            DeadLettersCommand.Create(this), DriftCommand.Create(this), ReferenceCommands.Branch(this), ReferenceCommands.Tag(this), PublishCommand.Create(this), RollbackCommand.Create(this), MaintainCommand.Create(this), OrphansCommand.Create(this), ContractCommand.Create(this), TestCommand.Create(this),
            commands.Shown is { } demo ? DemoCommand.Create(this, demo) : null, VersionCommand.Create(this),
        ];
        foreach (var verb in verbs.OfType<Command>().Concat(commands.Verbs.Select(make => Runs(make()))))
            root.Subcommands.Add(verb);
        return root;
    }

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult { Parent: not null } parent ? $"{Path(parent)} {result.Command.Name}" : result.Command.Name;
}
