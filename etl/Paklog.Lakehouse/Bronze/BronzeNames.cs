using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Faults;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Bronze;

/// <summary>
/// Gives tables and topics without contract Bronze tables of their own. <see cref="StagingNames.OwnName"/> makes one name of several (<c>hàng</c> and <c>hèng</c>, <c>Orders</c> and <c>orders</c>, <c>a.b</c> and <c>a_b</c>): the first of
/// them that comes keeps it, which stands in the table's properties; each other one has digits of its own behind the name, the same in every warehouse. Tables of one name in several schemas share, and <c>source_table</c> tells their rows.
/// </summary>
internal sealed class BronzeNames(LandingPlace place, IStaging staging)
{
    /// <summary>The table's property that names, as a JSON array of texts, what its rows are of, as the source has the name.</summary>
    public const string Property = "paklog.source-names";

    private const string Name = "coalesce(table_name, topic)";

    private const string IsEvent = "kind in ('change', 'domain')";

    private readonly ISqlSession sql = place.Engine.Sql;

    private readonly Dictionary<string, string> owners = new(StringComparer.Ordinal);

    /// <summary>The properties of a Bronze table that is made.</summary>
    public IReadOnlyDictionary<string, string>? PropertiesOf(string table) => owners.TryGetValue(table, out var owner) ? new Dictionary<string, string> { [Property] = JsonSerializer.Serialize<string[]>([owner]) } : null;

    /// <summary>Changes the table of staged events that would come into that of another name.</summary>
    /// <exception cref="BronzeTableException">A table is at fault.</exception>
    public async Task KeepApartAsync(CancellationToken cancellationToken)
    {
        owners.Clear();
        var sources = place.Contracts.Select(contract => contract.Source).ToHashSet(StringComparer.Ordinal);
        var wanted = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        var staged = await sql.ListAsync(
            $"select distinct bronze_table, {Name}, source_table from {staging.Table} where {IsEvent} and {Name} is not null",
            row => (Table: row.GetString(0), Name: row.GetString(1), Source: row.IsNull(2) ? null : row.GetString(2)),
            cancellationToken);
        foreach (var (table, name, source) in staged)
        {
            // No database has a table of a name with NUL, which no literal can hold.
            if ((source is null || !sources.Contains(source)) && !name.Contains('\0'))
                (wanted.TryGetValue(table, out var names) ? names : wanted[table] = new SortedSet<string>(StringComparer.Ordinal)).Add(name);
        }

        var moved = new List<(string Table, string Name, string To)>();
        foreach (var (table, names) in wanted.Where(pair => !place.Broken.ContainsKey(pair.Key)))
        {
            var theirs = await OwnersAsync(table, names, cancellationToken) ?? [names.Contains(table) ? table : names.Min!];
            if (theirs.Count == 1)
                owners[table] = theirs.First();
            foreach (var name in names.Except(theirs))
                moved.Add((table, name, await OtherAsync(table, name, wanted.Keys, cancellationToken)));
        }

        if (moved.Count == 0)
            return;
        var rows = moved.Select(move => $"({DuckDbLiteral.Quote(move.Table)}, {DuckDbLiteral.Quote(move.Name)}, {DuckDbLiteral.Quote(move.To)})");
        await sql.UpdateAsync(
            staging.Table,
            staging.RowId,
            "bronze_table",
            $"""
            select s.{staging.RowId} as id, m.moved_to as value
            from {staging.Table} s join (values {string.Join(", ", rows)}) m(moved_from, name, moved_to) on m.moved_from = s.bronze_table and m.name = coalesce(s.table_name, s.topic)
            where s.{IsEvent}{NotOf(sources)}
            """,
            cancellationToken);
        foreach (var (_, name, to) in moved)
            owners[to] = name;
    }

    private static string NotOf(HashSet<string> sources) => sources.Count == 0 ? "" : $" and coalesce(s.source_table not in ({string.Join(", ", sources.Select(DuckDbLiteral.Quote))}), true)";

    /// <summary>Whose table it is; null where there is none yet. A table of an older version says it by its rows, and those that share it go on.</summary>
    private async Task<IReadOnlyCollection<string>?> OwnersAsync(string table, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var contract = place.Contracts.FirstOrDefault(contract => contract.Table == table);
        List<string> owner = contract is not null && SourceName.Parse(contract.Source) is { } source ? [source.Table] : [];
        if (contract is not null && names.SequenceEqual(owner))
            return owner;
        try
        {
            var stated = await StatedAsync(table, names, cancellationToken);
            return contract is null ? stated : [.. owner.Union(stated ?? [])];
        }
        catch (Exception error) when (TableFault.Is(error, cancellationToken))
        {
            throw new BronzeTableException(table, error);
        }
    }

    /// <summary>What was landed before names were quoted has those with dots bare in <c>source_table</c>; there the source block has the table's name.</summary>
    private async Task<IReadOnlyCollection<string>?> StatedAsync(string table, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        if (await place.Workspace.Catalog.LoadTableAsync(new TableIdentifier("bronze", table), place.Options.Branch, cancellationToken) is not { } bronze)
            return null;
        if (bronze.Metadata.Properties.TryGetValue(Property, out var stated))
            return JsonSerializer.Deserialize<string[]>(stated) ?? [];
        if (names.SequenceEqual([table]))
            return names;
        var rows = (await place.Workspace.Embedded.Reader.ReadAsync(bronze, cancellationToken)).Sql;
        var found = (await place.Workspace.Embedded.Sql.ListAsync(
            $"select distinct source_table, case when source_table is null then _topic end, {JsonMember.Text("source", "table")} from {rows}",
            row => row.IsNull(0) ? row.IsNull(1) ? "" : row.GetString(1)
                : SourceName.Parse(row.GetString(0)) is { } known ? known.Table
                : row.IsNull(2) ? row.GetString(0) : row.GetString(2),
            cancellationToken)).ToHashSet(StringComparer.Ordinal);
        return found.Count == 0 ? null : found;
    }

    private async Task<string> OtherAsync(string table, string name, IReadOnlyCollection<string> wanted, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        for (var digits = 8; ; digits += 8)
        {
            var other = $"{table[..Math.Min(table.Length, StagingNames.MaxLength - digits - 1)]}_{hash[..digits]}";
            if (digits == hash.Length || place.Broken.ContainsKey(other) || (!wanted.Contains(other) && (await OwnersAsync(other, [name], cancellationToken) is not { } theirs || theirs.SequenceEqual([name]))))
                return other;
        }
    }
}
