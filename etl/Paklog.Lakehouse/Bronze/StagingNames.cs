using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Bronze;

/// <summary>The names that contracts and configuration bring into the staging SELECT.</summary>
internal sealed class StagingNames(IReadOnlyCollection<Contract> contracts, LandingOptions options)
{
    /// <summary>A table's name is part of the name of its folder, and file systems allow 255 bytes.</summary>
    public const int MaxLength = 200;

    /// <summary>A region names a folder, in which a byte takes three characters and a name has 255 at most; a longer value is no region.</summary>
    public const int MaxRegionBytes = 64;

    public string SignalTable { get; } = DuckDbLiteral.Quote(options.SignalTable);

    /// <summary>What the topics of heartbeats begin with.</summary>
    public string Heartbeats { get; } = options.HeartbeatPrefix;

    /// <summary>The epoch of an event by its columns source, source_name and event_time, of a relation <c>e</c>; 0 where none is declared.</summary>
    public string Epoch { get; } = EpochSql.Expression(options.Epochs);

    /// <summary>The Bronze table of a source table: its contract's name, else the table's own name in lower case.</summary>
    public string BronzeTable(string sourceTable, string table)
    {
        var own = OwnName(table);
        var cases = string.Concat(contracts.Select(contract => $" when {DuckDbLiteral.Quote(contract.Source)} then {DuckDbLiteral.Quote(contract.Table)}"));
        return cases.Length == 0 ? own : $"case {sourceTable}{cases} else {own} end";
    }

    /// <summary>Whether a change of a source table is held back, since the contract of the source is refused; where a refused contract names no source, any table without a contract may be its.</summary>
    public string IsRefused(string sourceTable)
    {
        var refused = options.RefusedContracts.Select(contract => contract.Source).OfType<string>().Distinct().Select(DuckDbLiteral.Quote).ToList();
        if (options.RefusedContracts.Any(contract => contract.Source is null))
            return contracts.Count == 0 ? "true" : $"coalesce({sourceTable} not in ({string.Join(", ", contracts.Select(contract => DuckDbLiteral.Quote(contract.Source)))}), true)";
        return refused.Count == 0 ? "false" : $"coalesce({sourceTable} in ({string.Join(", ", refused)}), false)";
    }

    /// <summary>The region of an event of a Bronze table, from the member that its contract names.</summary>
    public string Region(string bronzeTable, string before, string after)
    {
        var cases = contracts.Where(contract => contract.Region is not null).Select(contract =>
        {
            var column = contract.Find(contract.Region!)!;
            return $" when {DuckDbLiteral.Quote(contract.Table)} then coalesce({KeySql.Member(column, after)}, {KeySql.Member(column, before)})";
        }).ToList();
        return cases.Count == 0 ? "null::varchar" : $"case {bronzeTable}{string.Concat(cases)} end";
    }

    /// <summary>A name of the source as that of a table; empty where it has no letter or digit of ASCII.</summary>
    public static string OwnName(string name) => $"trim(regexp_replace(lower({name}), '[^a-z0-9]+', '_', 'g'), '_')";

    /// <summary>A bare value names no key: its contract's key columns do, of the row after the change, else of the one before.</summary>
    public string KeyOfBareValue(string before, string after, string schema, string table)
    {
        if (contracts.Count == 0)
            return "null";
        var cases = contracts.Select(contract =>
        {
            var values = contract.Key.Select(name => contract.Find(name)!.SourceNames.ToList())
                .Select(names => $"coalesce({string.Join(", ", new[] { after, before }.SelectMany(image => names.Select(name => JsonMember.Value(image, name))))})").ToList();
            var members = contract.Key.Zip(values, (column, value) => $"{DuckDbLiteral.Quote(column)}, {value}");
            return $" when {DuckDbLiteral.Quote(contract.Source)} then case when {string.Join(" and ", values.Select(value => value + " is not null"))} "
                + $"then cast(json_object({string.Join(", ", members)}) as varchar) end";
        });
        return $"case {SourceName.Sql(schema, table)}{string.Concat(cases)} end";
    }

    /// <summary>
    /// The key of an event whose record has one number or text for a key, as LongConverter and StringConverter write it: the contract's only key column. NULL where the row has another key: the value is then no key
    /// but, for example, what Debezium Server writes for none (<c>default</c>), and the event has come without.
    /// </summary>
    public string KeyOfBareKey(string bare, string before, string after, string schema, string table)
    {
        var cases = contracts.Where(contract => contract.Key.Count == 1).Select(contract =>
        {
            var (name, text) = (contract.Key[0], $"json_extract_string({bare}, '$')");
            var value = (contract.Columns.FirstOrDefault(column => column.Name == name)?.Type as PrimitiveType)?.TypeId switch
            {
                TypeId.Int or TypeId.Long => $"case when regexp_full_match({text}, '-?(0|[1-9][0-9]*)') then cast({text} as json) end",
                TypeId.String or TypeId.Uuid => $"to_json({text})",
                _ => $"cast({bare} as json)",
            };

            // What StringConverter makes of a record with several fields is no value.
            return $" when {DuckDbLiteral.Quote(contract.Source)} then case when not starts_with({text}, 'Struct{{') and {value} is not null then cast(json_object({DuckDbLiteral.Quote(name)}, {value}) as varchar) end";
        }).ToList();
        if (cases.Count == 0)
            return "null::varchar";
        var (ofRow, ofBare) = (KeyOfBareValue(before, after, schema, table), $"case {SourceName.Sql(schema, table)}{string.Concat(cases)} end");
        return $"case when coalesce({ofRow} = {ofBare}, true) then {ofBare} end";
    }
}
