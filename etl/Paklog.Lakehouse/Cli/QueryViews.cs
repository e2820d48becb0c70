using System.Globalization;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Cli;

/// <summary>Gives the tables that a statement names to the engine, as views under their layers; where one layer alone has the name, without it too.</summary>
internal sealed class QueryViews(CommandSession session, string reference, string? asOf)
{
    private static readonly string[] Reading = ["SELECT", "WITH", "FROM", "VALUES", "TABLE", "DESCRIBE", "DESC", "SUMMARIZE", "SHOW", "PIVOT", "UNPIVOT"];

    /// <summary>Refuses a statement that does not only read.</summary>
    /// <exception cref="UsageException">It is empty, several, or of another kind.</exception>
    internal static void RequireReading(SqlNames names, string sql)
    {
        var words = names.LeadingWords.SkipWhile(word => word is "EXPLAIN" or "ANALYZE").ToList();
        var first = words.FirstOrDefault();
        if (first is null && !sql.TrimStart().StartsWith('('))
            throw new UsageException("The query is empty or no statement; write it in quotes, as in \"select count(*) from silver.orders\".");
        if (first is not null && !Reading.Contains(first))
            throw new UsageException($"'query' only reads, and {first} does not: begin with one of {string.Join(", ", Reading)}.");
        if (names.HasSeveralStatements)
            throw new UsageException("'query' takes one statement, and something stands behind the semicolon.");
    }

    /// <summary>Tables that a statement may mean, and more likely does not: a column or an alias may be called like a table.</summary>
    internal FailedParts Unread { get; } = new();

    internal async Task BindAsync(SqlNames names, CancellationToken cancellationToken)
    {
        var catalog = await session.OpenCatalogAsync(create: false, cancellationToken);
        var all = await TableNames.ListAsync(catalog, reference, cancellationToken);
        var everything = names.LeadingWords.FirstOrDefault() == "SHOW";
        foreach (var table in all)
        {
            var named = names.Chains.Any(chain => Names(chain, table));
            var alone = names.Chains.Any(chain => Same(chain[0], table.Name)) && all.Count(other => Same(other.Name, table.Name)) == 1;
            if (named)
                await BindAsync(await catalog.LoadTableAsync(table, reference, cancellationToken), alone, cancellationToken);
            else if (alone || everything)
                await Unread.TryAsync(table, async () => await BindAsync(await catalog.LoadTableAsync(table, reference, cancellationToken), alone, cancellationToken), cancellationToken);
        }
    }

    private async Task BindAsync(Table? table, bool alone, CancellationToken cancellationToken)
    {
        if (table is null)
            return;
        var scan = asOf is null ? table.NewScan(session.Manifests)
            : long.TryParse(asOf, NumberStyles.None, CultureInfo.InvariantCulture, out var snapshot) ? table.NewScan(session.Manifests, snapshot)
            : table.NewScan(session.Manifests, asOf: PointInTime.Parse(asOf, session.Configuration.TimeZone, "--as-of"));
        var relation = await session.Engine.Reader.ReadAsync(scan, withPosition: false, cancellationToken);
        var layer = DuckDbIdentifier.Quote(table.Identifier.Namespace);
        var name = DuckDbIdentifier.Quote(table.Identifier.Name);
        var connection = session.Engine.Connection;
        await connection.ExecuteAsync($"create schema if not exists {layer}; create or replace view {layer}.{name} as select * from {relation.Sql}", cancellationToken);
        if (alone)
            await connection.ExecuteAsync($"create or replace view main.{name} as select * from {layer}.{name}", cancellationToken);
    }

    /// <summary>A chain may go on with a column: silver.orders.id.</summary>
    private static bool Names(IReadOnlyList<string> chain, TableIdentifier table) => chain.Count > 1 && Same(chain[0], table.Namespace) && Same(chain[1], table.Name);

    /// <summary>DuckDB's names know no case.</summary>
    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
