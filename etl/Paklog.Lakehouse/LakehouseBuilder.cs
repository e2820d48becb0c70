using System.Runtime.CompilerServices;
using Paklog.Lakehouse.Configuration;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Providers;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse;

/// <summary>
/// Declares a lakehouse: tables in C#, in files, or both. Files are contracts and models; they come from the folders of the configuration unless <see cref="Contracts"/> and <see cref="Models"/> name others.
/// Faults are told when it is opened, with the file and line of the declaration.
/// </summary>
public sealed class LakehouseBuilder
{
    private readonly List<IAudit> audits = [];

    internal LakehouseBuilder(string name) => Name = name;

    public string Name { get; }

    internal LakehouseProviders Providers { get; } = new();

    internal IReadOnlyList<IAudit> Audits => audits;

    internal DeclaredTables Tables { get; } = new();

    /// <summary>Reads contracts from this folder, one YAML file a source table, and not from that of the configuration.</summary>
    /// <param name="folder">Relative to the lakehouse's home.</param>
    public LakehouseBuilder Contracts(string folder)
    {
        Tables.ContractsFolder = folder;
        return this;
    }

    /// <summary>Reads models from this folder, <c>layer/name.sql</c>, and not from that of the configuration.</summary>
    /// <param name="folder">Relative to the lakehouse's home.</param>
    public LakehouseBuilder Models(string folder)
    {
        Tables.ModelsFolder = folder;
        return this;
    }

    /// <summary>A source's table: <c>bronze.&lt;table&gt;</c> gets its events, <c>silver.&lt;table&gt;</c> its current rows.</summary>
    public LakehouseBuilder Bronze(SourceDeclaration source, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        Tables.Add(source, new DeclarationPlace(file, line, $"Bronze({source.Name})"));
        return this;
    }

    /// <summary>The history of a source's table, one row a version.</summary>
    /// <param name="name">The table's name and <c>_history</c>.</param>
    public LakehouseBuilder Silver(string name, HistoryDeclaration history, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(history);
        Tables.Add(name, history, new DeclarationPlace(file, line, $"Silver({name})"));
        return this;
    }

    /// <summary>A model in <c>silver</c>.</summary>
    public LakehouseBuilder Silver(string name, Sql sql, Action<ModelDeclaration>? declare = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Model("silver", name, sql, declare, new DeclarationPlace(file, line, $"Silver({name})"));

    /// <summary>A model in <c>gold</c>.</summary>
    public LakehouseBuilder Gold(string name, Sql sql, Action<ModelDeclaration>? declare = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Model("gold", name, sql, declare, new DeclarationPlace(file, line, $"Gold({name})"));

    /// <summary>Adds look-ups to a model whose SELECT stands in the folder of models.</summary>
    public LakehouseBuilder Gold(string name, Action<ModelDeclaration> declare, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Model("gold", name, null, declare, new DeclarationPlace(file, line, $"Gold({name})"));

    /// <inheritdoc cref="Gold(string, Action{ModelDeclaration}, string, int)"/>
    public LakehouseBuilder Silver(string name, Action<ModelDeclaration> declare, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Model("silver", name, null, declare, new DeclarationPlace(file, line, $"Silver({name})"));

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

    /// <summary>Opens the lakehouse. What it needs is opened when it is first used.</summary>
    /// <exception cref="LakehouseException">The configuration has faults; each is named with file and line.</exception>
    public Lakehouse Open(LakehouseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Lakehouse(this, options);
    }

    /// <summary>Opens the lakehouse, and makes its warehouse where there is none. Tables whose declaration has a fault stay out (<see cref="LakehouseDefinition.Fault"/>); the others work.</summary>
    /// <param name="configure">Where the warehouse is, and what else is not as <see cref="LakehouseOptions"/> has it.</param>
    /// <exception cref="LakehouseException">The configuration has faults; each is named with file and line.</exception>
    public async Task<Lakehouse> OpenAsync(Action<LakehouseOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var options = new LakehouseOptions();
        configure?.Invoke(options);
        var lakehouse = Open(options);
        try
        {
            await lakehouse.CatalogAsync(create: true, cancellationToken);
            return lakehouse;
        }
        catch
        {
            lakehouse.Dispose();
            throw;
        }
    }

    /// <summary>All tables, joined and checked. A declaration with a fault is refused alone (<see cref="LakehouseDefinition.Refused"/>).</summary>
    /// <param name="contracts">The folder of contracts, one YAML file a source table.</param>
    /// <param name="models">The folder of models, <c>layer/name.sql</c>.</param>
    /// <param name="timeZone">The lakehouse's time zone, by its IANA name.</param>
    public LakehouseDefinition Build(string? contracts, string? models, IReadOnlyList<Epoch> epochs, string timeZone) =>
        Tables.Define(Name, Tables.ReadContracts(contracts), models, epochs, timeZone) with { Audits = [.. audits] };

    private LakehouseBuilder Model(string layer, string name, Sql? sql, Action<ModelDeclaration>? declare, DeclarationPlace place)
    {
        var model = new ModelDeclaration();
        declare?.Invoke(model);
        Tables.Add(layer, name, sql, model, place);
        return this;
    }
}
