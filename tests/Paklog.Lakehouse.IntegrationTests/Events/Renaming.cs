using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Other names for the columns of the scenarios' tables, in contracts and in events: what the tables say must be the same, place by place.</summary>
/// <param name="Names">By table and column.</param>
internal sealed record Renaming(IReadOnlyDictionary<(string Table, string Column), string> Names)
{
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Renaming Random(LakehouseDefinition definition, Random random)
    {
        var names = new Dictionary<(string, string), string>();
        foreach (var contract in definition.Contracts)
        {
            var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var column in contract.Columns.SelectMany(column => column.SourceNames))
            {
                string name;
                do
                {
                    var pool = random.Next(2) == 0 ? OtherNames.Ours : OtherNames.Odd;
                    name = pool[random.Next(pool.Count)];
                }
                while (!taken.Add(name));
                names[(contract.Table, column)] = name;
            }

            // A former name may differ by case only.
            foreach (var column in contract.Columns.Where(column => column.RenamedFrom.Count == 1 && random.Next(2) == 0))
                names[(contract.Table, column.RenamedFrom[0])] = Cased(names[(contract.Table, column.Name)]);
        }

        return new Renaming(names);
    }

    private static string Cased(string name) => name.ToUpperInvariant() is var upper && upper != name ? upper : name.ToLowerInvariant() is var lower && lower != name ? lower : name + "2";

    public LakehouseDefinition Of(LakehouseDefinition definition) => LakehouseDefinition.Create(
        "renamed", [.. definition.Contracts.Select(contract => Of(contract))], [], new Dictionary<string, IReadOnlyList<LookUp>>(), definition.Epochs, "UTC");

    public ChangeLine Of(ChangeLine line)
    {
        var table = line.Table.Table;
        return line with { Key = Json(table, line.Key), Before = Json(table, line.Before), After = Json(table, line.After), OldKey = Json(table, line.OldKey), NewKey = Json(table, line.NewKey) };
    }

    public override string ToString() => string.Join(", ", Names.Select(pair => $"{pair.Key.Table}.{pair.Key.Column}: {JsonSerializer.Serialize(pair.Value, AsWritten)}"));

    private Contract Of(Contract contract)
    {
        string Name(string column) => Names[(contract.Table, column)];
        return contract with
        {
            Key = [.. contract.Key.Select(Name)],
            Region = contract.Region is { } region ? Name(region) : null,
            History = contract.History is { } history ? history with { Columns = [.. history.Columns.Select(Name)] } : null,
            Parent = contract.Parent is { } parent ? parent with { Key = [.. parent.Key.Select(pair => new ParentKey(Name(pair.Column), Names[(parent.Table, pair.ParentColumn)]))] } : null,
            Columns = [.. contract.Columns.Select(column => column with { Name = Name(column.Name), RenamedFrom = [.. column.RenamedFrom.Select(Name)] })],
        };
    }

    private string? Json(string table, string? json)
    {
        if (json is null)
            return null;
        var renamed = new JsonObject();
        foreach (var (name, value) in JsonNode.Parse(json)!.AsObject())
            renamed[Names[(table, name)]] = value?.DeepClone();
        return renamed.ToJsonString(AsWritten);
    }
}
