using System.Globalization;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Benchmarks;

/// <summary>Writes Debezium change events of the benchmark's two tables as JSON lines, many and fast. Positions go on from file to file.</summary>
internal sealed class EventWriter(string folder) : IDisposable
{
    private readonly DuckDbDatabase database = DuckDbDatabase.OpenInMemory(new DuckDbOptions { Settings = new Dictionary<string, string> { ["preserve_insertion_order"] = "false" } });

    private long position = 1;

    /// <summary>One event for each id that <paramref name="ids"/> (a SELECT of one column, id) gives.</summary>
    /// <param name="day">Days after 2026-01-01 at which the first happens.</param>
    /// <param name="days">Over how many days they are spread, in the order of their ids.</param>
    /// <returns>The file.</returns>
    public string Write(string name, string table, string op, string ids, int day, int days)
    {
        var file = Path.Combine(folder, name + ".jsonl");
        Directory.CreateDirectory(folder);
        using var connection = database.Connect();
        connection.Execute($"create or replace table ids as select id, row_number() over (order by id) - 1 as n from ({ids})");
        var count = (long)connection.QueryScalar("select count(*) from ids")!;
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $$"""
            copy (
              select 'paklog.ecommerce.{{table}}' as topic, 0 as "partition", {{position}} + n as "offset", ms as "timestamp", '{}'::json as headers, {'id': id} as "key",
                {'before': null::json, 'after': {{After(table)}}, 'source': {'connector': 'mariadb', 'name': 'paklog', 'ts_ms': ms, 'snapshot': 'false', 'db': 'ecommerce', 'table': '{{table}}', 'file': 'mariadb-bin.000003',
                  'pos': {{position}} + n, 'row': 0}, 'transaction': null::json, 'op': '{{op}}', 'ts_ms': ms} as value
              from (select id, n, 1767225600000 + {{day}} * 86400000::bigint + n * {{days}} * 86400000 // {{Math.Max(count, 1)}} as ms from ids)
            ) to {{DuckDbLiteral.Quote(file)}} (format json)
            """));
        position += count;
        return file;
    }

    public void Dispose() => database.Dispose();

    private string After(string table) => table == "orders"
        ? $$"""
          {'id': id, 'customer_id': 1 + id % 1000, 'status': 'S{{position}}', 'currency': 'VND', 'total_amount': (1000 + id % 7919 + {{position}} % 13)::varchar || '.5000', 'discount': null::varchar, 'region': ['HN', 'HCM', 'DN', 'HP', 'CT'][1 + id % 5],
            'placed_at': 1767225600000 + id % 2592000000, 'promised_date': 20457, 'cutoff': null::bigint, 'notes': null::varchar, 'updated_at': '2026-01-01T10:00:00.000000Z'}
          """
        : $$"""
          {'id': id, 'email': 'user' || id || '@example.vn', 'full_name': 'Name ' || id || ' {{position}}', 'phone': '09' || (10000000 + id), 'tier': ['gold', 'silver', 'bronze'][1 + id % 3], 'region': ['HN', 'HCM', 'DN', 'HP', 'CT'][1 + id % 5],
            'marketing_opt_in': id % 2, 'created_at': 1767139200000000, 'updated_at': '2026-01-01T00:00:00Z'}
          """;
}
