using System.Text.Json;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.IntegrationTests.Spark;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>Files that were in no table until Spark took them in, as they are, by add_files and snapshot. Migrate needs Hive, which the Spark of <c>shared</c> lacks.</summary>
public sealed class AddedBySparkTests(SparkFixture spark, SparkEngineFixture sparkEngine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Folders_that_Spark_added_are_read_merged_and_compacted()
    {
        using var lake = await Lake.OpenAsync(spark);
        var folder = Location.ToLocalPath(lake.Location);
        lake.Connection.Execute($"COPY (SELECT range AS id, 'v' || range AS v, TIMESTAMP '2026-01-01' + to_days(range::INTEGER) AS at, DATE '2026-01-01' + (range % 3)::INTEGER AS day, CASE WHEN range % 2 = 0 THEN 'a=b/ü' END AS region FROM range(60)) TO '{folder}/hive' (FORMAT parquet, PARTITION_BY (region, day))");
        await lake.CreateInSparkAsync("t", "(id BIGINT, v STRING, at TIMESTAMP_NTZ, region STRING, day DATE)", "PARTITIONED BY (region, day)");
        await lake.SqlAsync($"INSERT INTO {lake.InSpark("t")} VALUES (1000, 'own', TIMESTAMP_NTZ '2026-02-01 00:00:00', 'x', DATE '2026-02-01')");
        await lake.SqlAsync($"CALL lake.system.add_files(table => '{lake.Namespace}.t', source_table => '`parquet`.`{lake.Location}/hive`')");
        var table = await lake.AdoptAsync("t");

        var rows = await lake.AssertSameRowsAsync("t");

        Assert.Equal(61, rows.Count);
        Assert.Contains("3 | \"v3\" | 2026-01-04T00:00:00.000000 | null | 2026-01-01", rows);
        Assert.Equal(20, (await lake.OurRowsAsync("t", filter: Expression.Equal("day", 20454))).Count);
        Assert.Equal(rows.Select(row => string.Join(" | ", row.Split(" | ").Where((_, index) => index != 2))).Order(StringComparer.Ordinal), (await EngineRowsAsync(table)).Order(StringComparer.Ordinal));
        await lake.MergeAsync("t", "SELECT 3 AS id, 'changed' AS v, TIMESTAMP '2026-01-04' AS at, NULL AS region, DATE '2026-01-01' AS day", "id");
        await lake.CompactAsync("t");
        await lake.PublishAsync("t");
        Assert.Equal(rows.Select(row => row.Replace("\"v3\"", "\"changed\"", StringComparison.Ordinal)), await lake.AssertSameRowsAsync("t"));
        await lake.SqlAsync($"DELETE FROM {lake.InSpark("t")} WHERE id = 4");
        await lake.AdoptAsync("t");
        Assert.Equal(60, (await lake.AssertSameRowsAsync("t")).Count);

        async Task<List<string>> EngineRowsAsync(Table read)
        {
            using var engine = (await sparkEngine.EngineAsync())(new ManifestCache());
            var relation = await engine.Reader.ReadAsync(read, Token);
            return [.. await engine.Sql.ListAsync(
                $"select cast(id as varchar), v, region, cast(day as varchar) from {relation.Sql}",
                row => $"{row.GetString(0)} | \"{row.GetString(1)}\" | {(row.IsNull(2) ? "null" : JsonSerializer.Serialize(row.GetString(2)))} | {row.GetString(3)}",
                Token)];
        }
    }

    [Fact]
    public async Task A_table_that_Spark_took_a_snapshot_of()
    {
        using var lake = await Lake.OpenAsync(spark);
        var source = $"spark_catalog.default.s{lake.Namespace}";

        // Migrate would take the table's place, for which Iceberg needs Hive's catalog; snapshot makes the same metadata over the same files.
        await lake.SqlAsync($"CREATE TABLE {source} (id BIGINT, s STRUCT<a: INT, b: STRING>, l ARRAY<STRUCT<k: INT>>, at TIMESTAMP, region STRING) USING parquet LOCATION '{lake.Location}/source' PARTITIONED BY (region)");
        await lake.SqlAsync($"INSERT INTO {source} SELECT id, named_struct('a', CAST(id AS INT), 'b', 'x'), array(named_struct('k', 1)), TIMESTAMP '2026-01-01 00:00:00.123456Z', CASE WHEN id % 2 = 0 THEN 'eu' END FROM range(10)");
        await lake.SqlAsync($"CREATE NAMESPACE IF NOT EXISTS lake.{lake.Namespace}");
        await lake.SqlAsync($"CALL lake.system.snapshot(source_table => '{source}', table => 'lake.{lake.Namespace}.t')");
        await lake.AdoptAsync("t");

        var rows = await lake.AssertSameRowsAsync("t");

        Assert.Equal("""0 | {a: 0, b: "x"} | [{k: 1}] | 2026-01-01T00:00:00.123456Z | "eu" """.TrimEnd(), rows[0]);
        await lake.DeleteAsync("t", "SELECT 1::BIGINT AS id", "id");
        await lake.CompactAsync("t");
        await lake.PublishAsync("t");
        Assert.Equal(rows.Where(row => row[0] != '1'), await lake.AssertSameRowsAsync("t"));
        await lake.SqlAsync($"DROP TABLE {source}");
    }
}
