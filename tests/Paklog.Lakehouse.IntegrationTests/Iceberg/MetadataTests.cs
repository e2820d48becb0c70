using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Sorting;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>What Spark reads of our tables beside their rows: history, branches and tags, metadata tables, statistics.</summary>
public sealed class MetadataTests(SparkFixture spark)
{
    private static readonly Schema Columns = new SchemaBuilder().Required("id", IcebergType.Int).Optional("region", IcebergType.String).Build();

    [Fact]
    public async Task Time_travel_branches_and_tags()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("t", Columns);
        var first = (await lake.AppendAsync("t", "SELECT 1 AS id, 'a' AS region")).Metadata.CurrentSnapshot!;
        await Task.Delay(20, TestContext.Current.CancellationToken);
        await lake.ApplyAsync("t", new ManageSnapshots().CreateTag("v1", maxAge: TimeSpan.FromDays(9)).CreateBranch("audit").SetRetention("audit", TimeSpan.FromDays(3), 2, TimeSpan.FromDays(1)));
        var second = (await lake.AppendAsync("t", "SELECT 2 AS id, 'b' AS region")).Metadata.CurrentSnapshot!;
        await Task.Delay(20, TestContext.Current.CancellationToken);
        await lake.DeleteAsync("t", "SELECT 1 AS id", "id");
        await lake.PublishAsync("t");

        Assert.Equal(["2 | \"b\""], await lake.AssertSameRowsAsync("t"));
        Assert.Equal(["1 | \"a\""], await lake.SparkRowsAsync("t", $"VERSION AS OF {first.SnapshotId}"));
        Assert.Equal(["1 | \"a\"", "2 | \"b\""], await lake.SparkRowsAsync("t", $"TIMESTAMP AS OF timestamp_millis({second.TimestampMs})"));
        Assert.Equal(["1 | \"a\""], await lake.SparkRowsAsync("t", $"TIMESTAMP AS OF timestamp_millis({second.TimestampMs - 1})"));
        Assert.Equal(["1 | \"a\""], await lake.SparkRowsAsync("t", "VERSION AS OF 'v1'"));
        Assert.Equal(["1 | \"a\""], await lake.SparkRowsAsync("t", "VERSION AS OF 'audit'"));
        Assert.Equal(
            ["""{"name":"audit","type":"BRANCH","max_reference_age_in_ms":259200000,"min_snapshots_to_keep":2,"max_snapshot_age_in_ms":86400000}""", """{"name":"main","type":"BRANCH","max_reference_age_in_ms":null,"min_snapshots_to_keep":null,"max_snapshot_age_in_ms":null}""", """{"name":"v1","type":"TAG","max_reference_age_in_ms":777600000,"min_snapshots_to_keep":null,"max_snapshot_age_in_ms":null}"""],
            (await lake.SqlAsync($"SELECT name, type, max_reference_age_in_ms, min_snapshots_to_keep, max_snapshot_age_in_ms FROM {lake.InSpark("t")}.refs ORDER BY name")).Select(row => row.GetRawText()));

        await lake.SqlAsync($"INSERT INTO {lake.InSpark("t")}.branch_audit VALUES (3, 'c')");
        await lake.SqlAsync($"ALTER TABLE {lake.InSpark("t")} CREATE TAG late AS OF VERSION {second.SnapshotId} RETAIN 5 DAYS");
        var adopted = await lake.AdoptAsync("t");

        Assert.Equal(["1 | \"a\"", "3 | \"c\""], await lake.OurRowsAsync("t", reference: "audit"));
        Assert.Equal(["1 | \"a\"", "2 | \"b\""], await lake.OurRowsAsync("t", reference: "late"));
        Assert.Equal(["1 | \"a\"", "2 | \"b\""], await lake.OurRowsAsync("t", asOf: DateTimeOffset.FromUnixTimeMilliseconds(second.TimestampMs)));
        Assert.Equal(["2 | \"b\""], await lake.OurRowsAsync("t"));
        Assert.Equal(259_200_000, adopted.Metadata.Refs["audit"].MaxRefAgeMs);
    }

    [Fact]
    public async Task Metadata_tables_tell_what_we_did()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("t", Columns, new PartitionSpecBuilder(Columns).Identity("region").Build());
        await lake.AppendAsync("t", "SELECT range AS id, CASE WHEN range < 60 THEN 'eu' WHEN range < 90 THEN 'us' END AS region FROM range(100)");
        await lake.AppendAsync("t", "SELECT 1000 AS id, 'eu' AS region");
        await lake.DeleteAsync("t", "SELECT range AS id FROM range(55, 62)", "id");
        var table = await lake.LoadAsync("t");
        await lake.PublishAsync("t");

        async Task<string> One(string select, string of) => string.Join("; ", (await lake.SqlAsync($"SELECT {select} FROM {lake.InSpark("t")}.{of}")).Select(row => string.Join(",", row.EnumerateObject().Select(column => column.Value.ToString()))));
        Assert.Equal("1,append,100,100; 2,append,1,101; 3,overwrite,83,94", await One("row_number() OVER (ORDER BY committed_at), operation, summary['added-records'], summary['total-records']", "snapshots"));
        Assert.Equal("3,94", await One("count(*), (SELECT count(*) FROM " + lake.InSpark("t") + ")", "history"));
        Assert.Equal("3", await One("count_if(is_current_ancestor)", "history"));
        Assert.Equal("us,28; eu,55; null,10; eu,1".Split("; ").Order(), (await One("coalesce(partition.region, 'null'), record_count", "files")).Split("; ").Order());
        Assert.Equal("94,0,0", await One("sum(record_count), count_if(content <> 0), count_if(spec_id <> 0)", "files"));
        Assert.Equal("eu,56,2; us,28,1; null,10,1".Split("; ").Order(), (await One("coalesce(partition.region, 'null'), record_count, file_count", "partitions")).Split("; ").Order());
        Assert.Equal("0", await One("count_if(file_size_in_bytes <= 0 OR value_counts[1] <> record_count OR null_value_counts[1] <> 0 OR file_format <> 'PARQUET')", "files"));
        Assert.Equal("0,54; 1000,1000; 62,89; 90,99".Split("; ").Order(), (await One("readable_metrics.id.lower_bound, readable_metrics.id.upper_bound", "files")).Split("; ").Order());
        Assert.Equal("0,10", await One("min(readable_metrics.region.null_value_count), max(readable_metrics.region.null_value_count)", "files"));
        Assert.Equal("4,4,2", await One("sum(existing_data_files_count + added_data_files_count), count(path) + sum(existing_data_files_count + added_data_files_count) - count(*), max(CASE WHEN content = 0 THEN deleted_data_files_count END)", "manifests"));
        Assert.Equal(table.Metadata.Snapshots.Count.ToString(), await One("count(DISTINCT latest_snapshot_id)", "metadata_log_entries"));
        Assert.Equal("4,2", await One("count_if(status < 2), count_if(status = 2)", "entries"));
        Assert.Equal("94", await One("sum(record_count)", "data_files"));
        Assert.Equal("0", await One("count(*)", "delete_files"));
    }

    [Fact]
    public async Task Strings_near_a_truncated_bound_are_found()
    {
        using var lake = await Lake.OpenAsync(spark);
        var schema = new SchemaBuilder().Required("id", IcebergType.Int).Optional("s", IcebergType.String).Optional("b", IcebergType.Binary).Optional("nan", IcebergType.Double).Optional("zero", IcebergType.Double).Build();
        await lake.CreateAsync("t", schema);
        string[] texts = ["repeat('x', 16) || 'a'", "repeat('x', 16) || 'zzz'", "repeat('é', 15) || '😀'", "repeat('é', 15) || '😀' || 'q'", "repeat('x', 400)", "repeat(chr(1114111), 17)", "repeat('é', 300)", "repeat(chr(55295), 17)", "repeat('z', 15) || chr(0)", "''"];
        for (var i = 0; i < texts.Length; i++)
            await lake.AppendAsync("t", $"SELECT {i} AS id, {texts[i]} AS s, encode({texts[i]}) AS b, CASE {i} % 2 WHEN 0 THEN 'nan'::DOUBLE ELSE {i} END AS nan, CASE {i} % 2 WHEN 0 THEN '-0.0'::DOUBLE ELSE 0.0::DOUBLE END AS zero");
        await lake.PublishAsync("t");

        var found = await lake.SqlAsync($"""
            WITH t AS (SELECT id, s, b FROM {lake.InSpark("t")})
            SELECT sum(n) AS n FROM (
                {string.Join(" UNION ALL ", texts.Select((text, i) => $"SELECT count(*) AS n FROM t WHERE s = {Spark(text)} AND b = CAST({Spark(text)} AS BINARY) AND id = {i}"))}
                UNION ALL SELECT 100 * count(*) FROM t WHERE s > repeat('x', 399) AND s < repeat('y', 2) AND id = 4
                UNION ALL SELECT 1000 * count(*) FROM t WHERE s LIKE 'xxxxxxxxxxxxxxxxz%')
            """);

        Assert.Equal("1110", Assert.Single(found).GetProperty("n").ToString());
        Assert.Equal("10,5,5", string.Join(",", Assert.Single(await lake.SqlAsync($"SELECT count_if(zero = 0.0), (SELECT count(*) FROM {lake.InSpark("t")} WHERE nan > 1000), (SELECT count(*) FROM {lake.InSpark("t")} WHERE nan < 1000) FROM {lake.InSpark("t")} WHERE zero = -0.0D")).EnumerateObject().Select(value => value.Value.ToString())));
        for (var i = 0; i < texts.Length; i++)
        {
            var text = (string)lake.Connection.QueryScalar($"SELECT {texts[i]}")!;
            Assert.Contains(await lake.OurRowsAsync("t", filter: Paklog.Lakehouse.Iceberg.Expressions.Expression.Equal("s", text)), row => row.StartsWith($"{i} | ", StringComparison.Ordinal));
        }

        static string Spark(string text) => text.Replace("chr(1114111)", "decode(X'F48FBFBF', 'UTF-8')").Replace("chr(55295)", "decode(X'ED9FBF', 'UTF-8')").Replace("chr(0)", "decode(X'00', 'UTF-8')");
    }

    [Fact]
    public async Task Sort_order_and_properties_are_carried()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateInSparkAsync("t", "(id INT, region STRING)");
        await lake.SqlAsync($"ALTER TABLE {lake.InSpark("t")} WRITE ORDERED BY region DESC NULLS LAST, bucket(4, id)");
        await lake.SqlAsync($"ALTER TABLE {lake.InSpark("t")} SET TBLPROPERTIES ('write.parquet.compression-codec' = 'gzip', 'odd key.x' = 'đ')");
        var adopted = await lake.AdoptAsync("t");
        await lake.AppendAsync("t", "SELECT 1 AS id, 'a' AS region");
        var written = await lake.LoadAsync("t");
        await lake.PublishAsync("t");

        Assert.Equal(adopted.Metadata.DefaultSortOrder.Fields, written.Metadata.DefaultSortOrder.Fields);
        Assert.Equal(2, written.Metadata.DefaultSortOrder.Fields.Count);
        Assert.Equal((SortDirection.Descending, NullOrder.NullsLast, Transform.Identity), (written.Metadata.DefaultSortOrder.Fields[0].Direction, written.Metadata.DefaultSortOrder.Fields[0].NullOrder, written.Metadata.DefaultSortOrder.Fields[0].Transform));
        Assert.Equal("đ", written.Metadata.Properties["odd key.x"]);
        Assert.Equal("GZIP", lake.Connection.QueryScalar($"SELECT DISTINCT compression FROM parquet_metadata('{Location.ToLocalPath(written.Metadata.Location)}/data/*.parquet')"));
        await lake.SqlAsync($"INSERT INTO {lake.InSpark("t")} VALUES (2, 'b'), (3, 'c')");
        Assert.Equal("region DESC NULLS LAST, bucket(4, id) ASC NULLS FIRST", (await lake.SqlAsync($"SHOW TBLPROPERTIES {lake.InSpark("t")}")).Single(row => row.GetProperty("key").GetString() == "sort-order").GetProperty("value").GetString());
    }

    [Fact]
    public async Task Expiry_by_others_is_refused()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("t", Columns);
        await lake.AppendAsync("t", "SELECT 1 AS id, 'a' AS region");
        await lake.AppendAsync("t", "SELECT 2 AS id, 'b' AS region");
        await lake.PublishAsync("t");

        var refused = await Assert.ThrowsAsync<SparkSqlException>(() => lake.SqlAsync($"CALL lake.system.expire_snapshots(table => '{lake.Namespace}.t', older_than => TIMESTAMP '2999-01-01 00:00:00', retain_last => 1)"));
        var orphans = await Assert.ThrowsAsync<SparkSqlException>(() => lake.SqlAsync($"CALL lake.system.remove_orphan_files(table => '{lake.Namespace}.t')"));

        Assert.Contains("GC is disabled", refused.Message);
        Assert.Contains("GC is disabled", orphans.Message);
    }
}
