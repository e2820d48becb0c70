using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>
/// Drafts contracts from Debezium's JSON: from schema-change topics where there are any, from the schemas in messages, else from the values, and says
/// what is guessed.
/// </summary>
public sealed class ContractInference
{
    private readonly SortedDictionary<string, ObservedTable> tables = new(StringComparer.Ordinal);

    private readonly SortedSet<string> notes = new(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, ObservedTable> Tables => tables;

    /// <summary>Topics with messages that landing would refuse, and why.</summary>
    public IReadOnlyCollection<string> Notes => notes;

    /// <summary>Reads a file, or every file with messages under a folder. The partitions of a topic may come in any order.</summary>
    public void Read(string path)
    {
        foreach (var message in RecordFile.Find(path).SelectMany(RecordFile.Read))
        {
            if (message.Value is { } value && value.TryGetProperty("tableChanges", out var changes) && changes.ValueKind == JsonValueKind.Array)
                ReadDefinitions(changes);
            else if (SourceEvent.Of(message) is { } event_)
                Table(event_.Source).AddEvent(event_, message.Key, message.Schema);
            if (message.Reason is { } reason)
                notes.Add($"{message.Topic} would not land: {reason}");
        }
    }

    /// <summary>One draft for each table of which rows were seen, ordered by source.</summary>
    public IReadOnlyList<ContractDraft> Drafts() => [.. tables.Values.Where(table => table.Events > 0).Select(Draft)];

    private static ContractDraft Draft(ObservedTable table)
    {
        var guesses = new Dictionary<string, string>(StringComparer.Ordinal);
        var shapes = table.Shapes();
        var changes = ShapeChanges.Between(shapes);
        var columns = shapes[^1].Columns.Select(fact => Column(table, fact, changes, guesses)).ToList();

        // A guess that is wrong would make one row of many.
        IReadOnlyList<string> key = table.Key.All(name => columns.Exists(column => column.Name == name)) ? table.Key : [];
        var contract = new Contract
        {
            Source = table.Source,
            Table = DraftNames.Table(table.Source),
            Key = key,
            Columns = [.. columns.Select(column => column with { Required = column.Required || key.Contains(column.Name) })],
            Dropped = [.. changes.Dropped.Except(columns.SelectMany(column => column.SourceNames))],
        };
        var origin = table.HasDdl ? "the schema-change topic and the messages" : table.HasSchemas ? "the schemas in the messages" : "the values of the messages";
        return new ContractDraft(DraftNames.Apart(contract, guesses), origin, guesses);
    }

    private static ContractColumn Column(ObservedTable table, ColumnFact fact, ShapeChanges changes, Dictionary<string, string> guesses)
    {
        var former = changes.FormerNames(fact.Name);
        var (encoding, doubt) = Encoding(table, fact);
        var reasons = new[] { fact.Guess, doubt, former.Count > 0 ? "renamed, by place and type" : null }.OfType<string>().ToList();
        if (reasons.Count > 0)
            guesses[fact.Name] = string.Join("; ", reasons);
        return new ContractColumn(fact.Name, fact.Type)
        {
            Encoding = encoding,
            Required = fact.Required,
            RenamedFrom = former,
            Default = changes.Added.Contains(fact.Name) ? fact.Default : null,
        };
    }

    /// <summary>DDL tells the type; how the connector writes it the messages know better.</summary>
    private static (ColumnEncoding Encoding, string? Doubt) Encoding(ObservedTable table, ColumnFact fact)
    {
        if (!table.HasDdl)
            return (fact.Encoding, null);
        if (table.LastSchema?.Find(fact.Name) is { } field)
            return (field.EncodingFor(new ContractColumn(fact.Name, fact.Type) { Encoding = fact.Encoding }), null);
        if (!table.Fields.TryGetValue(fact.Name, out var seen) || seen.Values == 0)
            return (fact.Encoding, fact.Encoding.Kind == EncodingKind.Plain ? null : "no value was seen; the encoding is that of Debezium's defaults");
        if (fact is { Encoding.Kind: EncodingKind.DecimalText, Type: DecimalType type } && seen.HasTexts)
            return DecimalTexts(fact.Encoding, type, seen);
        return seen.HasTexts && ContractTypes.IsTemporal(fact.Type) && fact.Encoding.Kind != EncodingKind.Iso
            ? (new ColumnEncoding(EncodingKind.Iso), null)
            : (fact.Encoding, null);
    }

    /// <summary>The digits of a number may be the base64 of another one: what only one of the two can be tells, over all values.</summary>
    private static (ColumnEncoding Encoding, string? Doubt) DecimalTexts(ColumnEncoding text, DecimalType type, ObservedField seen)
    {
        var (digits, unscaled) = (seen.AreDigits(type.Precision, type.Scale), seen.AreUnscaled(type.Precision));
        var counted = string.Create(CultureInfo.InvariantCulture, $"from {seen.Values} values");
        return (digits, unscaled) switch
        {
            (true, false) => (text, null),
            (true, true) => (text, $"digits, which may also be the base64 of unscaled numbers (decimal-base64), {counted}"),
            (false, true) => (new ColumnEncoding(EncodingKind.DecimalBase64), $"texts that are base64 and no decimal numbers, {counted}"),
            _ => (text, $"some texts are neither decimal numbers nor the base64 of some that {type} holds, {counted}"),
        };
    }

    private void ReadDefinitions(JsonElement changes)
    {
        foreach (var change in changes.EnumerateArray())
        {
            // The id is "database"."table", or with a schema between; the last two name the table as contracts do.
            if (!change.TryGetProperty("table", out var table) || table.ValueKind != JsonValueKind.Object || change.GetProperty("id").GetString() is not { } id)
                continue;
            var names = SourceName.Parts(id);
            if (names.Count >= 2)
                Table(new SourceName(names[^2], names[^1]).ToString()).AddDefinition(table);
        }
    }

    private ObservedTable Table(string source)
    {
        if (!tables.TryGetValue(source, out var table))
            tables.Add(source, table = new ObservedTable(source));
        return table;
    }
}
