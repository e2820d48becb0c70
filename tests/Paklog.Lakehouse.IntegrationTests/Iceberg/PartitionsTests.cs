using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>Partitions that we write are the ones that Spark would have written: it says so itself, row by row, and finds every row by its partition.</summary>
public sealed class PartitionsTests(SparkFixture spark)
{
    private static readonly Schema Columns = new SchemaBuilder()
        .Required("id", IcebergType.Int)
        .Optional("s", IcebergType.String)
        .Optional("b", IcebergType.Boolean)
        .Optional("l", IcebergType.Long)
        .Optional("d", IcebergType.Double)
        .Optional("dec", IcebergType.Decimal(18, 4))
        .Optional("day", IcebergType.Date)
        .Optional("ts", IcebergType.Timestamp)
        .Optional("tz", IcebergType.TimestampTz)
        .Optional("u", IcebergType.Uuid)
        .Optional("bin", IcebergType.Binary)
        .Optional("r", new StructType(NestedField.Optional(0, "city", IcebergType.String)))
        .Build();

    private const string Rows = """
        SELECT * FROM (VALUES
            (1, 'a/b=c&d', true, 9223372036854775807, 0.0::DOUBLE, 14.2000, DATE '2024-02-29', TIMESTAMP '2024-02-29 23:59:59.999999', TIMESTAMPTZ '2024-02-29 23:59:59.999999Z', UUID 'f79c3e09-677c-4bbd-a479-3f349cb785e7', '\x00\x01\x02\x03'::BLOB, {'city': 'Huế'}),
            (2, '', false, -9223372036854775800, '-0.0', -14.2000, DATE '1969-12-31', TIMESTAMP '1969-12-31 23:59:59.999999', TIMESTAMPTZ '1969-12-31 23:59:59.999999Z', UUID '00000000-0000-0000-0000-000000000000', ''::BLOB, {'city': NULL}),
            (3, 'Đỏ 😀 *?[x] %2F', NULL, -1, 'nan', 0.0001, DATE '1969-01-01', TIMESTAMP '1969-01-01 00:00:00', TIMESTAMPTZ '1582-10-10 01:02:03Z', NULL, '\xFF\xFE'::BLOB, NULL),
            (4, '__HIVE_DEFAULT_PARTITION__', true, 10, 'inf', -0.0001, DATE '0001-01-01', TIMESTAMP '0001-01-01 00:00:00', TIMESTAMPTZ '0001-01-01 00:00:00Z', NULL, NULL, {'city': 'a.b'}),
            (5, 'null', true, 34, 1.1, 99999999999999.9990, DATE '9999-12-31', TIMESTAMP '9999-12-31 23:59:59.999999', TIMESTAMPTZ '9999-12-31 23:59:59.999999Z', NULL, NULL, NULL),
            (6, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
        ) t(id, s, b, l, d, dec, day, ts, tz, u, bin, r)
        """;

    [Fact]
    public async Task Identity_of_every_type()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("text", Columns, new PartitionSpecBuilder(Columns).Identity("s").Identity("b").Identity("l", "L_part").Identity("d").Truncate("r.city", 2, "R").Build());
        await lake.CreateAsync("time", Columns, new PartitionSpecBuilder(Columns).Identity("day").Identity("ts").Identity("tz").Identity("dec").Identity("u").Identity("bin").Build());
        foreach (var table in (string[])["text", "time"])
        {
            await lake.AppendAsync(table, Rows);
            await lake.PublishAsync(table);
            Assert.Equal(6, (await lake.AssertSameRowsAsync(table)).Count);
        }

        await AssertPartitionsAsync(lake, "text", ("s", "s"), ("b", "b"), ("L_part", "l"), ("d", "d"), ("R", "lake.system.truncate(2, r.city)"));
        await AssertPartitionsAsync(lake, "time", ("day", "day"), ("ts", "ts"), ("tz", "tz"), ("dec", "dec"), ("u", "u"), ("bin", "bin"));
        await AssertFindsAsync(lake, "text", ("s = 'a/b=c&d'", 1), ("s = ''", 2), ("s LIKE 'Đỏ%'", 3), ("s = '__HIVE_DEFAULT_PARTITION__'", 4), ("s = 'null'", 5), ("s IS NULL", 6), ("d = double('NaN')", 3), ("l > 9223372036854775806", 1));
        await AssertFindsAsync(lake, "time", ("day < DATE '1000-01-01'", 4), ("ts = TIMESTAMP_NTZ '1969-12-31 23:59:59.999999'", 2), ("tz < TIMESTAMP '1582-10-11 00:00:00' AND tz > TIMESTAMP '1582-10-09 00:00:00'", 3), ("dec = 14.2", 1), ("bin = X'FFFE'", 3), ("u = 'f79c3e09-677c-4bbd-a479-3f349cb785e7'", 1));
    }

    [Fact]
    public async Task Every_transform_of_times()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("years", Columns, new PartitionSpecBuilder(Columns).Year("day").Month("day").Day("day").Hour("ts").Day("ts").Build());
        await lake.CreateAsync("zoned", Columns, new PartitionSpecBuilder(Columns).Year("tz").Month("tz").Day("tz").Hour("tz").Void("ts").Year("ts").Month("ts").Build());
        foreach (var table in (string[])["years", "zoned"])
        {
            await lake.AppendAsync(table, Rows);
            await lake.PublishAsync(table);
            await lake.AssertSameRowsAsync(table);
        }

        await AssertPartitionsAsync(lake, "years", ("day_year", "lake.system.years(day)"), ("day_month", "lake.system.months(day)"), ("day_day", "lake.system.days(day)"), ("ts_hour", "lake.system.hours(ts)"), ("ts_day", "lake.system.days(ts)"));
        await AssertPartitionsAsync(lake, "zoned", ("tz_year", "lake.system.years(tz)"), ("tz_month", "lake.system.months(tz)"), ("tz_day", "lake.system.days(tz)"), ("tz_hour", "lake.system.hours(tz)"), ("ts_null", "NULL"), ("ts_month", "lake.system.months(ts)"));
        await AssertFindsAsync(lake, "years", ("day = DATE '1969-12-31'", 2), ("ts < TIMESTAMP_NTZ '1900-01-01 00:00:00'", 4), ("ts >= TIMESTAMP_NTZ '2025-01-01 00:00:00'", 5));
        await AssertFindsAsync(lake, "zoned", ("tz = TIMESTAMP '1969-12-31 23:59:59.999999'", 2), ("tz < TIMESTAMP '0002-01-01 00:00:00'", 4));
    }

    [Fact]
    public async Task Buckets_and_truncations_of_every_type()
    {
        using var lake = await Lake.OpenAsync(spark);
        var buckets = new PartitionSpecBuilder(Columns).Bucket("id", 4).Bucket("s", 7).Bucket("l", 16).Bucket("dec", 5).Bucket("day", 3).Bucket("ts", 11).Bucket("tz", 13).Bucket("bin", 4).Bucket("u", 8);
        var truncated = new PartitionSpecBuilder(Columns).Truncate("id", 4).Truncate("s", 3).Truncate("l", 10).Truncate("dec", 50).Truncate("bin", 1);
        await lake.CreateAsync("buckets", Columns, buckets.Build());
        await lake.CreateAsync("truncated", Columns, truncated.Build());
        foreach (var table in (string[])["buckets", "truncated"])
        {
            await lake.AppendAsync(table, Rows);
            await lake.PublishAsync(table);
            await lake.AssertSameRowsAsync(table);
        }

        await AssertPartitionsAsync(lake, "buckets", [.. new[] { ("id", 4), ("s", 7), ("l", 16), ("dec", 5), ("day", 3), ("ts", 11), ("tz", 13), ("bin", 4) }.Select(field => ($"{field.Item1}_bucket", $"lake.system.bucket({field.Item2}, {field.Item1})"))]);
        await AssertPartitionsAsync(lake, "truncated", ("id_trunc", "lake.system.truncate(4, id)"), ("s_trunc", "lake.system.truncate(3, s)"), ("l_trunc", "lake.system.truncate(10, l)"), ("dec_trunc", "lake.system.truncate(50, dec)"), ("bin_trunc", "lake.system.truncate(1, bin)"));
        await AssertFindsAsync(lake, "buckets", ("s = 'a/b=c&d'", 1), ("l = -1", 3), ("dec = -0.0001", 4), ("day = DATE '9999-12-31'", 5), ("bin = X'00010203'", 1), ("id = 6", 6));
        await AssertFindsAsync(lake, "truncated", ("s = 'Đỏ 😀 *?[x] %2F'", 3), ("l = -9223372036854775800", 2), ("dec = -14.2", 2), ("l < -5", 2), ("s LIKE 'nul%'", 5));
    }

    [Fact]
    public async Task Specs_evolve_on_both_sides_and_old_files_stay()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("evolving", Columns);
        await lake.AppendAsync("evolving", Rows);
        await lake.ApplyAsync("evolving", new UpdatePartitionSpec().AddField("id", Transform.Bucket(4)).AddField("day", Transform.Month));
        await lake.AppendAsync("evolving", $"SELECT * REPLACE (id + 10 AS id) FROM ({Rows})");
        await lake.ApplyAsync("evolving", new UpdatePartitionSpec().RemoveField("day_month").RenameField("id_bucket", "shard").AddField("s", Transform.Truncate(1)));
        await lake.AppendAsync("evolving", $"SELECT * REPLACE (id + 20 AS id) FROM ({Rows})");
        await lake.PublishAsync("evolving");
        await lake.AssertSameRowsAsync("evolving");

        await lake.SqlAsync($"ALTER TABLE {lake.InSpark("evolving")} DROP PARTITION FIELD s_trunc");
        await lake.SqlAsync($"ALTER TABLE {lake.InSpark("evolving")} ADD PARTITION FIELD months(day)");
        await lake.SqlAsync($"INSERT INTO {lake.InSpark("evolving")} SELECT id + 30, s, b, l, d, dec, day, ts, tz, u, bin, r FROM {lake.InSpark("evolving")} WHERE id <= 6");
        await lake.SqlAsync($"DELETE FROM {lake.InSpark("evolving")} WHERE day = DATE '1969-12-31' AND id < 20");
        var adopted = await lake.AdoptAsync("evolving");
        await lake.AppendAsync("evolving", $"SELECT * REPLACE (id + 40 AS id) FROM ({Rows})");
        await lake.PublishAsync("evolving");
        var rows = await lake.AssertSameRowsAsync("evolving");

        Assert.Equal(5 * 6 - 2, rows.Count);
        Assert.Equal(["shard", "day_month"], adopted.Metadata.DefaultSpec.Fields.Select(field => field.Name));
        Assert.Equal([1000, 1001], adopted.Metadata.DefaultSpec.Fields.Select(field => field.FieldId));
        Assert.Equal("3", await lake.ValueAsync($"SELECT count(DISTINCT _spec_id) FROM {lake.InSpark("evolving")}"));
        await AssertFindsAsync(lake, "evolving", ("id = 23", 23), ("id = 14", 14), ("id = 45", 45), ("day = DATE '1969-12-31' AND id > 40", 42));
    }

    /// <summary>Of every row, the value that the file's partition has is what Spark makes of the row.</summary>
    private static async Task AssertPartitionsAsync(Lake lake, string table, params (string Field, string Expression)[] fields)
    {
        var wrong = string.Join(", ", fields.Select((field, index) => $"count_if(NOT (_partition.{field.Field} <=> {field.Expression})) AS `{field.Field} is not {field.Expression}`"));
        var row = Assert.Single(await lake.SqlAsync($"SELECT {wrong} FROM {lake.InSpark(table)}"));
        Assert.All(row.EnumerateObject(), column => Assert.Equal((column.Name, 0L), (column.Name, column.Value.GetInt64())));
    }

    private static async Task AssertFindsAsync(Lake lake, string table, params (string Where, int Id)[] filters)
    {
        var union = string.Join(" UNION ALL ", filters.Select((filter, index) => $"SELECT {index} AS n, id FROM {lake.InSpark(table)} WHERE {filter.Where}"));
        var found = (await lake.SqlAsync(union)).Select(row => (filters[row.GetProperty("n").GetInt32()].Where, row.GetProperty("id").GetInt32())).Order().ToList();
        Assert.Equal(filters.Order(), found);
    }
}
