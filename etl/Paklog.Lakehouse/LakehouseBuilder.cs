using System.Runtime.InteropServices;
using Paklog.Lakehouse.Cli;
using Paklog.Lakehouse.Configuration;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Providers;
using Paklog.Lakehouse.Models;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse;

/// <summary>Declares a lakehouse in C#: what files cannot say. Contracts and models come from their folders.</summary>
public sealed class LakehouseBuilder
{
    private readonly Dictionary<string, List<LookUp>> lookUps = [];

    private readonly List<IAudit> audits = [];

    private LakehouseBuilder(string name) => Name = name;

    public string Name { get; }

    internal LakehouseDemo? Shown { get; private set; }

    internal LakehouseProviders Providers { get; } = new();

    internal IReadOnlyList<IAudit> Audits => audits;

    internal List<Func<Verb>> Verbs { get; } = [];

    public static LakehouseBuilder Named(string name) => new(name);

    /// <summary>Widens an input of a model by the version of a dimension that was valid at a business time (<see cref="LookUp"/>).</summary>
    /// <param name="model">The model, as <c>gold.fact_orders</c>.</param>
    /// <param name="input">The input of the model.</param>
    /// <param name="dimension">The table of versions.</param>
    /// <param name="by">The column that names the member, in both; where they differ, <c>input_column = dimension_column</c>; names may stand between double quotes.</param>
    /// <param name="at">The input's business time.</param>
    /// <param name="take">Columns of the dimension; <c>new_name = dimension_column</c> where they get another name.</param>
    public LakehouseBuilder LookUp(string model, string input, string dimension, string by, string at, params IReadOnlyList<string> take)
    {
        var (inputKey, dimensionKey) = Pair(by);
        var lookUp = new LookUp(TableIdentifier.Read(input), TableIdentifier.Read(dimension), [inputKey], [dimensionKey], at, [.. take.Select(Pair)]);
        var name = TableIdentifier.Read(model).ToString();
        if (!lookUps.TryGetValue(name, out var known))
            lookUps.Add(name, known = []);
        known.Add(lookUp);
        return this;
    }

    /// <summary>Judges each run, and what one branch gives to another, before it is published.</summary>
    public LakehouseBuilder With(IAudit audit)
    {
        audits.Add(audit);
        return this;
    }

    /// <summary>Lets the configuration name a further kind of catalog.</summary>
    public LakehouseBuilder With(ICatalogProvider provider)
    {
        Providers.Add(provider);
        return this;
    }

    /// <summary>Lets the warehouse stand in a further kind of store.</summary>
    public LakehouseBuilder With(IStorageProvider provider)
    {
        Providers.Add(provider);
        return this;
    }

    /// <summary>Lets <c>run --engine</c> name a further engine.</summary>
    public LakehouseBuilder With(IEngineProvider provider)
    {
        Providers.Add(provider);
        return this;
    }

    /// <summary>Gives the command line a further verb.</summary>
    /// <param name="verb">Makes it anew for each command line.</param>
    public LakehouseBuilder WithVerb(Func<Verb> verb)
    {
        Verbs.Add(verb);
        return this;
    }

    /// <summary>Gives the command line the verb <c>demo</c>.</summary>
    public LakehouseBuilder Demo(LakehouseDemo demo)
    {
        Shown = demo;
        return this;
    }

    /// <summary>Runs a command line in this process, until Ctrl-C or SIGTERM; a second one ends the process at once. Returns the exit code: 0, 1 for errors, 2 for wrong usage, 130 when interrupted.</summary>
    public async Task<int> RunAsync(string[] args)
    {
        using var interrupted = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await RunAsync(args, CommandHost.OfProcess(), interrupted.Token);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        }
    }

    /// <summary>Runs a command line with streams, folders and an environment of the caller's.</summary>
    public Task<int> RunAsync(IReadOnlyList<string> args, CommandHost host, CancellationToken cancellationToken) => new CommandLine(this, host).RunAsync(args, cancellationToken);

    /// <summary>Reads contracts and models and checks that everything that is named is there. A file with a fault is refused alone (<see cref="LakehouseDefinition.Refused"/>).</summary>
    /// <param name="contracts">The folder of contracts, one YAML file a source table.</param>
    /// <param name="models">The folder of models, <c>layer/name.sql</c>.</param>
    /// <param name="timeZone">The lakehouse's time zone, by its IANA name.</param>
    public LakehouseDefinition Build(string contracts, string models, IReadOnlyList<Epoch> epochs, string timeZone)
    {
        var versions = lookUps.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<LookUp>)pair.Value);
        return LakehouseDefinition.Create(Name, ContractFile.ReadFolder(contracts), ModelFile.ReadFolder(models), versions, epochs, timeZone) with { Audits = [.. audits] };
    }

    /// <summary>Two names, or one twice. A name may stand between double quotes, as one with an equals sign must.</summary>
    private static (string First, string Second) Pair(string text)
    {
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            isQuoted ^= text[at] == '"';
            if (text[at] == '=' && !isQuoted)
                return (Plain(text[..at]), Plain(text[(at + 1)..]));
        }

        return (Plain(text), Plain(text));

        static string Plain(string name) => name.Trim() is ['"', .. var inner, '"'] ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : name.Trim();
    }
}
