using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Models;
using Paklog.Lakehouse.Runs;

namespace Paklog.Lakehouse.Definition;

/// <summary>All tables of a lakehouse, checked: contracts make Bronze, Silver and history, models make the rest.</summary>
/// <param name="Models">A model stands behind the models that it reads.</param>
public sealed record LakehouseDefinition(
    string Name, IReadOnlyList<Contract> Contracts, IReadOnlyList<ModelDefinition> Models, IReadOnlyList<Epoch> Epochs, string TimeZone)
{
    /// <summary>They judge each run before it is published.</summary>
    public IReadOnlyList<IAudit> Audits { get; init; } = [];

    /// <summary>Joins contracts and models of a lakehouse and checks that each look-up and input is there.</summary>
    /// <exception cref="LakehouseException">Names the model and the table that is missing.</exception>
    public static LakehouseDefinition Create(
        string name, IReadOnlyList<Contract> contracts, IReadOnlyList<Model> models, IReadOnlyDictionary<string, IReadOnlyList<LookUp>> lookUps, IReadOnlyList<Epoch> epochs, string timeZone)
    {
        if (lookUps.Keys.FirstOrDefault(table => models.All(model => model.Table.ToString() != table)) is { } unknown)
            throw new LakehouseException($"A look-up is declared for '{unknown}', which is no model; the models are {string.Join(", ", models.Select(model => model.Table))}.");
        var known = contracts.SelectMany(Tables).Concat(models.Select(model => model.Table.ToString())).ToHashSet();
        var defined = models.Select(model => new ModelDefinition(model, lookUps.GetValueOrDefault(model.Table.ToString(), []))).ToList();
        foreach (var model in defined)
        {
            if (model.Inputs.FirstOrDefault(input => !known.Contains(input.ToString())) is { } missing)
                throw new LakehouseException($"The model {model.Table} ({model.Model.File}) reads {missing}, which no contract and no model makes.");
            if (model.LookUps.FirstOrDefault(lookUp => !model.Model.Inputs.Contains(lookUp.Input)) is { } stray)
                throw new LakehouseException($"The model {model.Table} ({model.Model.File}) has a look-up on {stray.Input}, which it does not read.");
        }

        return new LakehouseDefinition(name, contracts, Ordered(defined), epochs, timeZone);
    }

    /// <summary>The tables that a contract makes, Bronze included.</summary>
    public static IEnumerable<string> Tables(Contract contract)
    {
        yield return "bronze." + contract.Table;
        yield return "silver." + contract.Table;
        if (contract.History is not null)
            yield return $"silver.{contract.Table}_history";
    }

    /// <summary>Look-ups add edges to the order of models: a dimension comes before the facts that look it up.</summary>
    private static List<ModelDefinition> Ordered(IReadOnlyList<ModelDefinition> models)
    {
        var ordered = new List<ModelDefinition>();
        var waiting = models.ToList();
        while (waiting.Count > 0)
        {
            var next = waiting.Find(model => !waiting.Exists(other => other != model && model.Inputs.Contains(other.Table)))
                ?? throw new LakehouseException($"The models {string.Join(", ", waiting.Select(model => model.Table))} read each other in a circle.");
            ordered.Add(next);
            waiting.Remove(next);
        }

        return ordered;
    }
}
