using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Faults;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Queries;

/// <summary>Gives the tables that a statement names to the engine, as views under their layers; where one layer alone has the name, without it too.</summary>
internal sealed class QueryViews(ICatalog catalog, QuestionSession session, string reference, QueryOptions options)
{
    private const string MainSchema = "main";

    private static readonly string[] Taken = [MainSchema, "temp", "system", "memory", "information_schema", "pg_catalog"];
    private static readonly string[] Reading = ["SELECT", "WITH", "FROM", "VALUES", "TABLE", "DESCRIBE", "DESC", "SUMMARIZE", "SHOW", "PIVOT", "UNPIVOT"];

    private readonly Dictionary<(string Schema, string View), TableIdentifier> views = [];
    private readonly Dictionary<TableIdentifier, string> relations = [];
    private readonly List<(string Schema, string View, TableIdentifier Table, Exception Error)> failures = [];

    /// <summary>Tables that a statement may mean and that cannot be read.</summary>
    internal IReadOnlyList<UnreadTable> Unread => [.. failures.Select(failure => new UnreadTable(failure.Table, failure.Error)).DistinctBy(failure => failure.Table)];

    /// <summary>Refuses a statement that does not only read.</summary>
    /// <exception cref="LakehouseException">It is empty, several, or of another kind.</exception>
    internal static void RequireReading(SqlNames names, string sql)
    {
        var words = names.LeadingWords.SkipWhile(word => word is "EXPLAIN" or "ANALYZE").ToList();
        var first = words.FirstOrDefault();
        if (first is null && !sql.TrimStart().StartsWith('('))
            throw Odd("The query is empty or no statement; write it in quotes, as in \"select count(*) from silver.orders\".");
        if (first is not null && !Reading.Contains(first))
            throw Odd($"'query' only reads, and {first} does not: begin with one of {string.Join(", ", Reading)}.");
        if (names.HasSeveralStatements)
            throw Odd("'query' takes one statement, and something stands behind the semicolon.");
    }

    /// <summary>
    /// Opens the tables that a statement may mean. One that cannot be read is left out: where the statement does read it, the engine misses it, and <see cref="WhyMissing"/> says why.
    /// </summary>
    /// <returns>The statement to run: names that DuckDB cannot have are others in it.</returns>
    /// <exception cref="LakehouseException">A name fits tables that differ in case only, and none in just these letters.</exception>
    internal async Task<string> BindAsync(SqlNames names, string sql, CancellationToken cancellationToken)
    {
        var all = await TableNames.ListAsync(catalog, reference, cancellationToken);
        var changes = new SortedDictionary<int, (Range Place, string Text)>();
        foreach (var (chain, places) in names.Chains.Zip(names.Places))
        {
            for (var levels = 1; levels < chain.Count; levels++)
            {
                var (ns, name) = (string.Join('.', chain.Take(levels)), chain[levels]);
                if (Choose(all, table => Same(EntryName.Unescape(table.Namespace), ns) && Same(table.PlainName, name), table => EntryName.Unescape(table.Namespace) == ns && table.PlainName == name, $"{ns}.{name}", required: true) is not { } named)
                    continue;
                var (schema, view) = await ViewAsync(SchemaOf(named.Namespace), named, cancellationToken);
                Change(places[0].Start..places[levels - 1].End, levels > 1 ? "" : ns, schema);
                Change(places[levels], name, view);
            }

            if (Choose(all, table => Same(table.PlainName, chain[0]), table => table.PlainName == chain[0], chain[0], required: false) is { } alone)
                Change(places[0], chain[0], (await ViewAsync(MainSchema, alone, cancellationToken)).View);
        }

        if (names.LeadingWords.FirstOrDefault() == "SHOW")
        {
            foreach (var table in all)
                await ViewAsync(SchemaOf(table.Namespace), table, cancellationToken);
        }

        return changes.Values.Reverse().Aggregate(sql, (text, change) => text[..change.Place.Start.Value] + DuckDbIdentifier.Quote(change.Text) + text[change.Place.End.Value..]);

        void Change(Range place, string written, string meant)
        {
            if (!Same(written, meant))
                changes[place.Start.Value] = (place, meant);
        }
    }

    /// <summary>Why a table that the engine misses was left out; null where it was not. The engine names the schema where it knows none of that name.</summary>
    internal Exception? WhyMissing(string name) => failures.LastOrDefault(failure => Same(name, failure.View) || Same(name, $"{failure.Schema}.{failure.View}")).Error;

    /// <summary>The table that a name means: of several that differ in case only, the one in just these letters.</summary>
    private static TableIdentifier? Choose(IReadOnlyList<TableIdentifier> all, Func<TableIdentifier, bool> fits, Func<TableIdentifier, bool> isExact, string name, bool required)
    {
        var fitting = all.Where(fits).ToList();
        if (fitting.Count < 2)
            return fitting.FirstOrDefault();
        var exact = fitting.Where(isExact).ToList();
        if (exact.Count == 1)
            return exact[0];
        return required ? throw new LakehouseException($"More than one table may be meant by {name}: {TableNames.Show(fitting)}; write the one that is meant in its own upper and lower case letters.") : null;
    }

    /// <summary>The schema and the view by which a table is read. Two tables whose names DuckDB takes for one have different views.</summary>
    private async Task<(string Schema, string View)> ViewAsync(string schema, TableIdentifier table, CancellationToken cancellationToken)
    {
        var view = table.PlainName;
        for (var number = 2; views.TryGetValue((schema.ToUpperInvariant(), view.ToUpperInvariant()), out var other); number++)
        {
            if (other == table)
                return (schema, view);
            view = $"{table.PlainName}_{number}";
        }

        views.Add((schema.ToUpperInvariant(), view.ToUpperInvariant()), table);
        try
        {
            if (await catalog.LoadTableAsync(table, reference, cancellationToken) is { } loaded)
                await CreateAsync(loaded, schema, view, cancellationToken);
        }
        catch (Exception error) when (TableFault.Is(error, cancellationToken))
        {
            failures.Add((schema, view, table, error));
        }

        return (schema, view);
    }

    private async Task CreateAsync(Table table, string schema, string view, CancellationToken cancellationToken)
    {
        var manifests = session.Reader.Manifests;
        var scan = options.Snapshot is { } snapshot ? table.NewScan(manifests, snapshot) : options.AsOf is { } time ? table.NewScan(manifests, asOf: time) : table.NewScan(manifests);
        if (!relations.TryGetValue(table.Identifier, out var relation))
            relations.Add(table.Identifier, relation = (await session.Reader.ReadAsync(scan, withPosition: false, cancellationToken)).Sql);
        await session.Connection.ExecuteAsync(
            $"create schema if not exists {DuckDbIdentifier.Quote(schema)}; create or replace view {DuckDbIdentifier.Quote(schema, view)} as select * from {relation}", cancellationToken);
    }

    /// <summary>A namespace may be called as a schema or a database that DuckDB has itself; the levels of a nested one are one name.</summary>
    private static string SchemaOf(string ns) => Taken.Contains(ns, StringComparer.OrdinalIgnoreCase) ? ns + "_namespace" : EntryName.Unescape(ns);

    private static LakehouseException Odd(string message) => new(message) { Kind = LakehouseErrorKind.InvalidRequest };

    /// <summary>DuckDB's names know no case.</summary>
    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
