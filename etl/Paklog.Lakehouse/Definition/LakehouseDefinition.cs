using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Models;
using Paklog.Lakehouse.Silver;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Definition;

/// <summary>All tables of a lakehouse, checked: contracts make Bronze, Silver and history, models make the rest.</summary>
/// <param name="Models">A model stands behind the models that it reads.</param>
public sealed record LakehouseDefinition(
    string Name, IReadOnlyList<Contract> Contracts, IReadOnlyList<ModelDefinition> Models, IReadOnlyList<Epoch> Epochs, string TimeZone)
{
    /// <summary>They judge each run before it is published.</summary>
    public IReadOnlyList<IAudit> Audits { get; init; } = [];

    /// <summary>Contract files that cannot be used.</summary>
    public IReadOnlyList<RefusedContract> RefusedContracts { get; init; } = [];

    /// <summary>Tables that cannot be run: of such files, and of contracts and models to which something lacks.</summary>
    public IReadOnlyList<RefusedTables> Refused { get; init; } = [];

    /// <summary>All faults of all declarations; null where there is none.</summary>
    public DeclarationException? Fault =>
        Refused.SelectMany(refused => refused.Cause is DeclarationException cause ? cause.Errors : [new DeclarationFault(refused.Tables[0], 0, refused.Reason)]).Distinct().ToList() is { Count: > 0 } faults
            ? new DeclarationException(faults)
            : null;

    /// <summary>Bronze tables of contracts that are refused or cannot be run: what was landed in them counts for the horizon as ever.</summary>
    internal IReadOnlyList<string> OtherBronze { get; init; } = [];

    internal RunRules Rules => new(TimeZone, Epochs, [.. Contracts.Select(contract => "bronze." + contract.Table).Union(OtherBronze)]);

    /// <inheritdoc cref="Create(string, ContractFolder, ModelFolder, IReadOnlyDictionary{string, IReadOnlyList{LookUp}}, IReadOnlyList{Epoch}, string)"/>
    public static LakehouseDefinition Create(
        string name, IReadOnlyList<Contract> contracts, IReadOnlyList<Model> models, IReadOnlyDictionary<string, IReadOnlyList<LookUp>> lookUps, IReadOnlyList<Epoch> epochs, string timeZone) =>
        Create(name, new ContractFolder(contracts, []), new ModelFolder(models, []), lookUps, epochs, timeZone);

    /// <summary>Joins contracts and models of a lakehouse and checks that each look-up and input is there. A contract or model of which something is not there is refused alone.</summary>
    /// <exception cref="LakehouseException">A look-up is declared for a model that there is not.</exception>
    public static LakehouseDefinition Create(
        string name, ContractFolder contracts, ModelFolder models, IReadOnlyDictionary<string, IReadOnlyList<LookUp>> lookUps, IReadOnlyList<Epoch> epochs, string timeZone)
    {
        var names = models.Models.Select(model => model.Table).Concat(models.Refused.Select(model => model.Table)).Select(table => table.ToString()).ToList();
        if (lookUps.Keys.FirstOrDefault(table => !names.Contains(table)) is { } unknown)
            throw new LakehouseException($"A look-up is declared for '{unknown}', which is no model; the models are {string.Join(", ", names)}.");
        var refused = contracts.Refused.Select(Of).Concat(models.Refused.Select(Of)).ToList();
        var known = contracts.Contracts.SelectMany(Tables).Concat(refused.SelectMany(tables => tables.Tables)).Concat(contracts.Refused.Select(contract => "bronze." + contract.Table)).Concat(names).ToHashSet();
        var runnable = new List<Contract>();
        foreach (var contract in contracts.Contracts)
        {
            if (contract.Parent is { } parent && !contracts.Contracts.Any(other => other.Table == parent.Table))
                refused.Add(new RefusedTables([.. SilverTables.Names(contract)], $"The contract of its parent, {parent.Table}, is refused, and rows of {contract.Table} are deleted with their parents: mend that one first.", null));
            else
                runnable.Add(contract);
        }

        var defined = new List<ModelDefinition>();
        foreach (var model in models.Models.Select(model => new ModelDefinition(model, lookUps.GetValueOrDefault(model.Table.ToString(), []))))
        {
            if (model.Inputs.FirstOrDefault(input => !known.Contains(input.ToString())) is { } missing)
                refused.Add(Refuse(model, $"The model {model.Table} ({model.Model.File}) reads {missing}, which no contract and no model makes."));
            else if (model.LookUps.FirstOrDefault(lookUp => !model.Model.Inputs.Contains(lookUp.Input)) is { } stray)
                refused.Add(Refuse(model, $"The model {model.Table} ({model.Model.File}) has a look-up on {stray.Input}, which it does not read."));
            else
                defined.Add(model);
        }

        // Look-ups add edges to the order of models: a dimension comes before the facts that look it up.
        var ordered = ModelOrder.Sort(defined, model => model.Table, (model, other) => model != other && model.Inputs.Contains(other.Table), out var circle);
        refused.AddRange(circle.Select(model => Refuse(model, $"The models {string.Join(", ", circle.Select(other => other.Table))} read each other in a circle.")));
        return new LakehouseDefinition(name, runnable, ordered, epochs, timeZone)
        {
            RefusedContracts = contracts.Refused,
            Refused = refused,
            OtherBronze = [.. contracts.Contracts.Except(runnable).Select(contract => contract.Table).Concat(contracts.Refused.Select(contract => contract.Table).OfType<string>()).Distinct().Select(table => "bronze." + table)],
        };
    }

    private static RefusedTables Of(RefusedContract contract)
    {
        var tables = contract.Table is not { } table ? [Path.GetFileName(contract.File)] : contract.HasHistory ? new[] { "silver." + table, $"silver.{table}_history" } : ["silver." + table];
        return new RefusedTables(tables, $"The contract is refused: {string.Join(" ", contract.Errors)}", new DeclarationException(contract.Errors));
    }

    private static RefusedTables Of(RefusedModel model) => new([model.Table.ToString()], $"The model is refused: {string.Join(" ", model.Errors)}", new DeclarationException(model.Errors));

    private static RefusedTables Refuse(ModelDefinition model, string reason) => new([model.Table.ToString()], reason, null);

    /// <summary>The tables that a contract makes, Bronze included.</summary>
    public static IEnumerable<string> Tables(Contract contract) => SilverTables.Names(contract).Prepend("bronze." + contract.Table);
}
