using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Other names for the columns of the scenarios' tables, in contracts and in events: what the tables say must be the same, place by place.</summary>
/// <param name="Names">By table and column.</param>
internal sealed record Renaming(IReadOnlyDictionary<(string Table, string Column), string> Names)
{
    /// <summary>Names of Silver's own columns, relations and windows, now and once, and of all that stands beside them in its SQL.</summary>
    public static IReadOnlyList<string> Ours { get; } =
    [
        "_key", "_op", "_time", "_txn", "_source", "_epoch", "_p1", "_behind", "_p2", "_p3", "_streamed", "_read_at", "_within", "_half", "_event_id", "_old_key", "_new_key", "_snapshot", "_schema", "_before", "_after",
        "_topic", "_kafka_partition", "_offset", "_rejected", "_toast", "_zero_date", "_unresolved", "_life", "_no_row", "_members", "_members_0", "_member_0", "_stood", "_standing", "_last_boundary", "_last_version", "_position", "_next",
        "_last", "_last_op", "alive", "was", "was_alive", "boundary", "next_boundary", "first", "last", "taken", "timeline", "committed", "begun", "compared", "closed", "boundaries", "fault", "column_name", "reason", "latest", "known",
        "parent_0", "c1", "c2", "c3", "text_1", "parsed_2", "absent_4", "known_3", "_text_id", "_parsed_id", "r", "e", "t", "k", "l", "b", "h", "d", "f", "u", "s", "o", "p", "x", "v", "id", "key", "value", "op", "before", "after", "source",
        "headers", "region", "event_time", "source_table", "row_number", "C1", "_KEY", "Alive",
    ];

    /// <summary>Names that some text must quote or escape.</summary>
    public static IReadOnlyList<string> Odd { get; } =
    [
        "mã", "ma\u0303", "giá & thuế", "đổi'mới", "a\"b", "\"", "'", "a\\b", "\\", "a.b", ".", " lead", "trail ", " ", "$", "$.a", "*", "[0]", "a/b", "/", "~", "~1", "%", "%20", "`", "a`b", "new\nline", "tab\t", "😀", "0", "12", "-", "{x}", "{", "}",
        "select", "order", "null", "a;b--", "?", "a,b", "(", ")", "<b>", "a+b", "#", "@", "İ", "ß", "数据", "\u00a0", "a:b", "=", "|", "lambda", "name with a length that no database has 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789",
    ];

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
                    var pool = random.Next(2) == 0 ? Ours : Odd;
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
