using System.CommandLine;
using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Cli;

/// <summary>Who computes: <c>--engine NAME [--master URL] [--engine-conf KEY=VALUE] [--engine-file FILE]</c>.</summary>
internal sealed class EngineChoice
{
    private Option<string?> Name { get; } = new("--engine") { Description = "Who computes: embedded (DuckDB in this process, the default) or another engine, as spark.", HelpName = "NAME" };

    private Option<string?> Master { get; } = new("--master") { Description = "The engine's cluster, as spark://host:7077 or local[4].", HelpName = "URL" };

    private Option<string[]> Settings { get; } = new("--engine-conf")
    {
        Description = "A setting of the engine, as spark.executor.memory=4g; may be given several times.",
        HelpName = "KEY=VALUE",
    };

    private Option<string?> SettingsFile { get; } = new("--engine-file") { Description = "A file of the engine's settings, in the engine's own form.", HelpName = "FILE" };

    /// <summary>Gives a command these options.</summary>
    internal void AddTo(Command command)
    {
        command.Add(Name);
        AddSettingsTo(command);
    }

    /// <summary>Gives a command that is one engine's own the options that say how it is started.</summary>
    internal void AddSettingsTo(Command command)
    {
        foreach (var option in (Option[])[Master, Settings, SettingsFile])
            command.Add(option);
    }

    /// <summary>Prints how an engine is started that is to run this command, and starts it.</summary>
    internal static async Task<int> StartAsync(ICommandSession session, IEngineCommand command, CancellationToken cancellationToken)
    {
        await session.Host.Error.WriteLineAsync(command.ToString());
        return await command.RunAsync(cancellationToken);
    }

    /// <summary>How the engine is to be started that runs this command; null where it runs here: on the embedded engine, or on the one that started this process.</summary>
    /// <exception cref="UsageException">There is no such engine, or a setting is none.</exception>
    internal IEngineCommand? Command(CommandSession session, ParseResult parsed)
    {
        var name = parsed.GetValue(Name);
        if (name is null && session.Lakehouse.Engines.FirstOrDefault(engine => engine.IsHere(session.Host.Variable)) is { } starter)
            name = starter.Name;
        var (master, settings, file) = (parsed.GetValue(Master), parsed.GetValue(Settings) ?? [], parsed.GetValue(SettingsFile));
        if (name is null or EmbeddedEngine.EngineName)
            return master is null && settings.Length == 0 && file is null ? null : throw new UsageException("--master, --engine-conf and --engine-file are for another engine than the embedded one: name it by --engine.");
        var provider = session.Lakehouse.Engines.FirstOrDefault(engine => engine.Name == name)
            ?? throw new UsageException($"There is no engine '{name}' here; there is {string.Join(", ", session.Lakehouse.Engines.Select(engine => engine.Name).Prepend(EmbeddedEngine.EngineName))}.");
        provider.RequireReach(session.Configuration.Warehouse);
        if (provider.IsHere(session.Host.Variable))
        {
            session.Lakehouse.RunOn(provider);
            return null;
        }

        return CommandOf(provider, session, parsed);
    }

    /// <summary>How this engine is to be started that runs this command.</summary>
    /// <exception cref="UsageException">A setting is none.</exception>
    internal IEngineCommand CommandOf(IEngineProvider provider, ICommandSession session, ParseResult parsed)
    {
        var (settings, file) = (parsed.GetValue(Settings) ?? [], parsed.GetValue(SettingsFile) is { } path ? Path.GetFullPath(path, session.Host.CurrentFolder) : null);
        if (settings.FirstOrDefault(setting => setting.IndexOf('=', StringComparison.Ordinal) < 1) is { } odd)
            throw new UsageException($"--engine-conf takes KEY=VALUE, not '{odd}'.");
        if (file is not null && !File.Exists(file))
            throw new LakehouseException($"There is no file '{file}', which --engine-file names.");
        var assembly = session.Host.ApplicationAssembly ?? throw new LakehouseException($"The engine '{provider.Name}' starts an application anew, and this process has no assembly that it could start.");
        return provider.CommandOf(new EngineRequest(parsed.GetValue(Master), settings, file, assembly, [.. parsed.Tokens.Select(token => token.Value)], session.Host.Variable));
    }
}
