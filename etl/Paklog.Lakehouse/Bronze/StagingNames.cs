using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Silver;

namespace Paklog.Lakehouse.Bronze;

/// <summary>The names that contracts and configuration bring into the staging SELECT.</summary>
internal sealed class StagingNames(IReadOnlyCollection<Contract> contracts, LandingOptions options)
{
    /// <summary>A table's name is part of the name of its folder, and file systems allow 255 bytes.</summary>
    public const int MaxLength = 200;

    /// <summary>A region names a folder, in which a byte takes three characters and a name has 255 at most; a longer value is no region.</summary>
    public const int MaxRegionBytes = 64;

    public string SignalTable { get; } = DuckDbLiteral.Quote(options.SignalTable);

    public string HeartbeatPrefix { get; } = DuckDbLiteral.Quote(options.HeartbeatPrefix);

    /// <summary>The epoch of an event by its columns source, source_name and event_time, of a relation <c>e</c>; 0 where none is declared.</summary>
    public string Epoch { get; } = EpochSql.Expression(options.Epochs);

    /// <summary>The Bronze table of a source table: its contract's name, else the table's own name in lower case.</summary>
    public string BronzeTable(string sourceTable, string table)
    {
        var own = OwnName(table);
        var cases = string.Concat(contracts.Select(contract => $" when {DuckDbLiteral.Quote(contract.Source)} then {DuckDbLiteral.Quote(contract.Table)}"));
        return cases.Length == 0 ? own : $"case {sourceTable}{cases} else {own} end";
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
}
