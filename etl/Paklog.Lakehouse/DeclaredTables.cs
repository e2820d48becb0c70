using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Models;

namespace Paklog.Lakehouse;

/// <summary>What C# declares of tables, and how it joins what files say.</summary>
internal sealed class DeclaredTables
{
    private const string HistorySuffix = "_history";

    private readonly List<(SourceDeclaration Source, DeclarationPlace Place)> sources = [];
    private readonly List<(string Name, HistoryDeclaration History, DeclarationPlace Place)> histories = [];
    private readonly List<(TableIdentifier Table, Sql? Sql, ModelDeclaration Model, DeclarationPlace Place)> models = [];

    /// <summary>Null for that of the configuration.</summary>
    public string? ContractsFolder { get; set; }

    /// <inheritdoc cref="ContractsFolder"/>
    public string? ModelsFolder { get; set; }

    public bool HasSources => sources.Count > 0;

    /// <summary>Whether a table is declared here, so that no file has to.</summary>
    public bool Any => HasSources || models.Exists(model => model.Sql is not null);

    public void Add(SourceDeclaration source, DeclarationPlace place) => sources.Add((source, Own(place)));

    public void Add(string name, HistoryDeclaration history, DeclarationPlace place) => histories.Add((name, history, Own(place)));

    public void Add(string layer, string name, Sql? sql, ModelDeclaration model, DeclarationPlace place) => models.Add((TableIdentifier.Of(layer, name), sql, model, Own(place)));

    /// <summary>The contracts of a folder and those of C#; one with a fault is refused alone.</summary>
    /// <param name="folder">Null for none.</param>
    /// <exception cref="DeclarationException">A history is declared for no table, or by another name than its table has.</exception>
    public ContractFolder ReadContracts(string? folder)
    {
        var odd = histories.Where(history => history.Name != history.History.Table + HistorySuffix)
            .Select(history => history.Place.Fault($"The history of {history.History.Table} is called {history.History.Table}{HistorySuffix}, not {history.Name}."))
            .Concat(histories.GroupBy(history => history.History.Table).SelectMany(twins => twins.Skip(1)).Select(twin => twin.Place.Fault($"The history of {twin.History.Table} is declared already.")))
            .ToList();
        var own = sources.Select(source => source.Source.Build(source.Place, histories.FirstOrDefault(history => history.History.Table == source.Source.Name).History?.Rule)).ToList();
        var read = ContractFile.Read(folder is null ? [] : [folder], own);
        foreach (var (name, history, place) in histories.Where(history => !sources.Exists(source => source.Source.Name == history.History.Table)))
            read = WithHistory(read, history, place, odd.Add);
        return odd.Count == 0 ? read : throw new DeclarationException(odd);
    }

    /// <param name="modelsFolder">Null for none.</param>
    /// <exception cref="DeclarationException">A look-up cannot be read.</exception>
    /// <exception cref="LakehouseException">A look-up is declared for a model that there is not.</exception>
    public LakehouseDefinition Define(string name, ContractFolder contracts, string? modelsFolder, IReadOnlyList<Epoch> epochs, string timeZone) =>
        LakehouseDefinition.Create(name, contracts, ReadModels(modelsFolder), LookUps(), epochs, timeZone);

    /// <summary>The models of a folder and those of C#; one with a fault is refused alone.</summary>
    /// <param name="folder">Null for none.</param>
    public ModelFolder ReadModels(string? folder)
    {
        var read = folder is null ? new ModelFolder([], []) : ModelFile.ReadFolder(folder);
        var (good, refused) = (read.Models.ToList(), read.Refused.ToList());
        foreach (var (table, sql, model, place) in models.Where(model => model.Sql is not null))
        {
            var faults = new List<DeclarationFault>();
            if (good.Exists(other => other.Table == table) || refused.Exists(other => other.Table == table))
                faults.Add(place.Fault($"The model {table.Show()} is declared already{(good.Find(other => other.Table == table) is { } twin ? $", in {twin.File}" : "")}: take one of the two away."));
            if (Text(sql!, folder, place, faults) is { } text && faults.Count == 0 && ModelFile.TryParse(table, text, place.Name, model.Description, model.Header, faults) is { } parsed)
                good.Add(parsed);
            good.RemoveAll(other => faults.Count > 0 && other.Table == table);
            if (faults.Count > 0 && !refused.Exists(other => other.Table == table))
                refused.Add(new RefusedModel(table, place.Name, faults));
        }

        return new ModelFolder(good, refused);
    }

    private static string? Text(Sql sql, string? folder, DeclarationPlace place, List<DeclarationFault> faults)
    {
        if (sql.Select is { } select)
            return select;
        var path = Path.GetFullPath(sql.Path!, folder ?? Environment.CurrentDirectory);
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            faults.Add(place.Fault($"The file of the SELECT cannot be read: {error.Message}"));
            return null;
        }
    }

    private Dictionary<string, IReadOnlyList<LookUp>> LookUps()
    {
        var faults = new List<DeclarationFault>();
        var lookUps = models.GroupBy(model => model.Table.ToString()).ToDictionary(
            group => group.Key,
            group => (IReadOnlyList<LookUp>)[.. group.SelectMany(model => model.Model.LookUps.Select(lookUp => lookUp.Build(message => faults.Add(model.Place.Fault(message))))).OfType<LookUp>()]);
        foreach (var (_, _, model, place) in models.Where(model => model.Sql is null && (model.Model.Header.Count > 0 || model.Model.Description is not null)))
            faults.Add(place.Fault($"{place.Member} without a SELECT adds look-ups; what else is to be said of the model stands in its file."));
        return faults.Count == 0 ? lookUps : throw new DeclarationException(faults);
    }

    /// <summary>A history of a table whose contract is a file.</summary>
    private static ContractFolder WithHistory(ContractFolder read, HistoryDeclaration history, DeclarationPlace place, Action<DeclarationFault> fault)
    {
        if (read.Contracts.FirstOrDefault(contract => contract.Table == history.Table) is not { } contract)
        {
            if (!read.Refused.Any(refused => refused.Table == history.Table))
                fault(place.Fault($"There is no table {history.Table} of a source; there is {string.Join(", ", read.Contracts.Select(other => other.Table))}."));
            return read;
        }

        if (contract.History is not null)
            fault(place.Fault($"The contract of {history.Table} has a history already."));
        var changed = contract with { History = history.Rule };
        ContractRules.Check(changed, (_, message) => fault(place.Fault(message)));
        return read with { Contracts = [.. read.Contracts.Select(other => other == contract ? changed : other)] };
    }

    /// <summary>Places of calls on one line differ by a number.</summary>
    private DeclarationPlace Own(DeclarationPlace place)
    {
        var taken = sources.Select(source => source.Place).Concat(histories.Select(history => history.Place)).Concat(models.Select(model => model.Place)).ToHashSet();
        var own = place;
        for (var number = 2; taken.Contains(own); number++)
            own = place with { Member = $"{place.Member} {number}" };
        return own;
    }
}
