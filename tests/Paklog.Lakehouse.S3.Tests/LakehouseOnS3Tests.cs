using System.Text.Json;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.S3.Tests;

/// <summary>The reference lakehouse with its tables in the store: the same rows as in a local folder, and a reader that is not ours finds them too.</summary>
public sealed class LakehouseOnS3Tests(S3Fixture s3)
{
    [Fact]
    public async Task A_warehouse_and_an_endpoint_put_it_on_S3_where_it_says_the_same_as_in_a_folder()
    {
        var bucket = await s3.BucketAsync();
        using var home = new DemoHome();

        // No room in the cache: what a step has read it gives up at its end.
        home.Write("conf/environments/s3.yaml", $$"""
            warehouse: {{bucket.Warehouse}}
            storage: { endpoint: "{{bucket.Endpoint}}", accessKeyId: "${env:S3_KEY}", secretAccessKey: "${env:S3_SECRET}" }
            engine: { cacheSize: 1KB }
            """);
        foreach (var part in (string[])["ecom*", "pay*"])
        {
            foreach (var file in Directory.GetFiles(DemoHome.Recording, part))
            {
                Directory.CreateDirectory(Path.Combine(home.Folder, "topics"));
                File.Copy(file, Path.Combine(home.Folder, "topics", Path.GetFileName(file)));
            }

            await home.RunAsync("land", "--env", "s3", "--input", "topics");
            await home.RunAsync("run", "--env", "s3");
            if (part == "ecom*")
                await home.RunAsync("tag", "first", "--env", "s3");
        }

        await MaintainAsync(home);

        await home.RunAsync("land", "--warehouse", "local", "--input", "topics");
        await home.RunAsync("run", "--warehouse", "local");

        var tables = await TablesAsync(home, "--env", "s3");
        Assert.Equal((await TablesAsync(home, "--warehouse", "local")).Keys.Order(), tables.Keys.Order());
        Assert.All(tables.Values, location => Assert.StartsWith(bucket.Warehouse + "/", location, StringComparison.Ordinal));
        var sums = string.Join(" union all ", tables.Keys.Where(table => !table.StartsWith("bronze.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(table => $"select '{table}' as name, count(*) as n, sum(hash(t))::varchar as rows from {table} t"));
        var rows = await home.RunAsync("query", "--json", "--env", "s3", $"from ({sums}) order by name");
        Assert.Equal(await home.RunAsync("query", "--json", "--warehouse", "local", $"from ({sums}) order by name"), rows);
        Assert.Contains("{\"name\":\"silver.orders\",\"n\":149,", rows, StringComparison.Ordinal);
        Assert.Contains("Nothing older than 0s is left over", await home.RunAsync("orphans", "--env", "s3", "--older-than", "0s"), StringComparison.Ordinal);
        await ReadByDuckDbAsync(bucket, home, tables);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(home.CacheFolder, "paklog-lakehouse", "sessions")));
        Assert.True(Directory.GetFiles(Path.Combine(home.CacheFolder, "paklog-lakehouse", "files")).Sum(file => new FileInfo(file).Length) <= 1000);
    }

    /// <summary>With no patience at all, so that files do go; what the tag names stays.</summary>
    private static async Task MaintainAsync(DemoHome home)
    {
        const string Events = "select count(distinct _event_id) as events from bronze.orders union all select sum(landed) from bronze._landed";
        var before = await home.RunAsync("query", "--json", "--env", "s3", "--branch", "first", Events);
        string[] maintain = ["maintain", "--json", "--env", "s3", "--min-files", "2", "--rewrite-all", "--older-than", "0s", "--grace", "0s"];
        var done = Lines(await home.RunAsync(maintain)).ToList();
        Assert.Contains(done, line => line.TryGetProperty("compaction", out _));
        Assert.Contains(done, line => line.TryGetProperty("expired_snapshots", out _));
        Assert.True(Lines(await home.RunAsync([.. maintain, "--sweep"])).Last().GetProperty("files_removed").GetInt32() > 0);
        Assert.Equal(before, await home.RunAsync("query", "--json", "--env", "s3", "--branch", "first", Events));
        Assert.Contains("Nothing new", await home.RunAsync("run", "--env", "s3"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verb_that_only_reads_says_when_there_is_no_warehouse()
    {
        var bucket = await s3.BucketAsync();
        using var home = new DemoHome();
        home.Write("conf/environments/s3.yaml", $"warehouse: {bucket.Warehouse}\nstorage: {{ endpoint: \"{bucket.Endpoint}\", accessKeyId: paklog, secretAccessKey: paklog-secret }}\n");
        var (code, _, error) = await home.TryAsync("tables", "--env", "s3");
        Assert.Equal(1, code);
        Assert.Contains($"There is no warehouse in '{bucket.Warehouse}' yet", error, StringComparison.Ordinal);
    }

    /// <summary>DuckDB's own httpfs, avro and iceberg extensions, by the metadata files alone.</summary>
    private static async Task ReadByDuckDbAsync(Bucket bucket, DemoHome home, IReadOnlyDictionary<string, string> tables)
    {
        (string Table, string Sql)[] questions =
        [
            ("bronze.orders", "select count(*) as n, count(distinct _event_id) as events, min(event_time)::varchar as first from {0}"),
            ("silver.customers_history", "select count(*) as n, sum(version)::varchar as versions, count(valid_to) as closed, max(email) as email from {0}"),
            ("gold.fact_orders", "select count(*) as n, sum(total_amount)::varchar as total, count(distinct customer_key) as customers from {0}"),
            ("gold.daily_revenue", "select count(*) as n, sum(revenue)::varchar as revenue, max(order_date)::varchar as last from {0}"),
        ];
        var secret = $"create secret (type s3, key_id '{S3Fixture.AccessKey}', secret '{S3Fixture.SecretKey}', endpoint '{bucket.Endpoint.Authority}', url_style 'path', use_ssl false, region 'us-east-1')";
        var reader = await DuckDbNode.OpenAsync(TestContext.Current.CancellationToken);
        var theirs = await reader.RunAsync(
            [secret, .. questions.Select(question => $"select to_json(r)::varchar from ({string.Format(null, question.Sql, $"iceberg_scan('{tables[question.Table]}')")}) r")], TestContext.Current.CancellationToken);
        foreach (var ((table, sql), rows) in questions.Zip(theirs.Skip(1)))
        {
            var ours = await home.RunAsync("query", "--json", "--env", "s3", string.Format(null, sql, table));
            Assert.Equal(ours.Trim(), JsonDocument.Parse(rows).RootElement[0][0].GetString());
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> TablesAsync(DemoHome home, params string[] where) =>
        Lines(await home.RunAsync(["tables", "--json", .. where])).ToDictionary(table => table.GetProperty("table").GetString()!, table => table.GetProperty("metadata_location").GetString()!);

    private static IEnumerable<JsonElement> Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);
}
