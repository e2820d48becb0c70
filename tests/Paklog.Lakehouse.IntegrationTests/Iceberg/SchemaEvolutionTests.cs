using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>Columns are found by id in files of any age, inside structs, lists and maps too, whoever changed them.</summary>
public sealed class SchemaEvolutionTests(SparkFixture spark)
{
    private static readonly Schema First = new SchemaBuilder()
        .Required("id", IcebergType.Int)
        .Optional("number", IcebergType.Int)
        .Optional("ratio", IcebergType.Float)
        .Optional("price", IcebergType.Decimal(9, 2))
        .Optional("gone", IcebergType.String)
        .Optional("name", IcebergType.String)
        .Build();

    private static readonly Schema Nested = new SchemaBuilder()
        .Required("id", IcebergType.Int)
        .Optional("s", new StructType(
            NestedField.Optional(0, "a", IcebergType.Int),
            NestedField.Optional(0, "b", IcebergType.String),
            NestedField.Optional(0, "inner", new StructType(NestedField.Optional(0, "x", IcebergType.Float)))))
        .Optional("l", ListType.Of(new StructType(NestedField.Optional(0, "k", IcebergType.Int), NestedField.Optional(0, "v", IcebergType.String))))
        .Optional("m", MapType.Of(IcebergType.String, new StructType(NestedField.Optional(0, "p", IcebergType.Int), NestedField.Optional(0, "q", ListType.Of(IcebergType.Int)))))
        .Build();

    private const string NestedRows = """
        SELECT * FROM (VALUES
            (1, {'a': 1, 'b': 'one', 'inner': {'x': 0.5}}, [{'k': 1, 'v': 'i'}, NULL], MAP {'m': {'p': 7, 'q': [1, 2]}, 'n': NULL}),
            (2, {'a': 2, 'b': NULL, 'inner': NULL}, [], MAP {}),
            (3, NULL, NULL, NULL)) t(id, s, l, m)
        """;

    [Fact]
    public async Task Added_dropped_renamed_moved_and_widened_by_us()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("t", First);
        await lake.AppendAsync("t", "SELECT 1 AS id, 2147483647 AS number, 1.1 AS ratio, 1234567.89 AS price, 'old' AS gone, 'first' AS name");
        var before = (await lake.LoadAsync("t")).Metadata.CurrentSnapshotId!.Value;
        await lake.ApplyAsync("t", new UpdateSchema()
            .PromoteColumn("number", IcebergType.Long).PromoteColumn("ratio", IcebergType.Double).PromoteColumn("price", IcebergType.Decimal(38, 2))
            .DropColumn("gone").AddColumn("gone", IcebergType.String).RenameColumn("name", "title").AddColumn("name", IcebergType.Int).MoveFirst("title"));
        await lake.AppendAsync("t", "SELECT 'second' AS title, 2 AS id, 9223372036854775807 AS number, 1e300 AS ratio, 123456789012345678901234567890123456.78 AS price, 'new' AS gone, 7 AS name");
        await lake.PublishAsync("t");

        var rows = await lake.AssertSameRowsAsync("t");

        Assert.Equal(
            [
                "\"first\" | 1 | 2147483647 | 1.100000023841858 | 1234567.89 | null | null",
                "\"second\" | 2 | 9223372036854775807 | 1E+300 | 123456789012345678901234567890123456.78 | \"new\" | 7",
            ],
            rows);
        Assert.Equal(["1 | 2147483647 | 1.1 | 1234567.89 | \"old\" | \"first\""], await lake.OurRowsAsync("t", before));
        Assert.Equal(await lake.OurRowsAsync("t", before), await lake.SparkRowsAsync("t", $"VERSION AS OF {before}", First));
        Assert.Equal("first", await lake.ValueAsync($"SELECT title FROM {lake.InSpark("t")} WHERE number = 2147483647 AND price < 1234567.90 AND gone IS NULL"));
    }

    [Fact]
    public async Task Fields_inside_structs_lists_and_maps_by_us()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("t", Nested);
        await lake.AppendAsync("t", NestedRows);
        await lake.ApplyAsync("t", new UpdateSchema()
            .RenameColumn("s.a", "aa").DropColumn("s.b").AddColumn("b", IcebergType.String, "s").AddColumn("a", IcebergType.String, "s").PromoteColumn("s.inner.x", IcebergType.Double)
            .RenameColumn("l.element.v", "w").AddColumn("v", IcebergType.Date, "l.element").PromoteColumn("l.element.k", IcebergType.Long)
            .RenameColumn("m.value.p", "pp").AddColumn("p", IcebergType.Int, "m.value").MoveFirst("s.b"));
        await lake.AppendAsync("t", """
            SELECT 4 AS id, {'b': 'new', 'aa': 4, 'inner': {'x': 0.1}, 'a': 'text'} AS s, [{'k': 9999999999, 'w': 'w', 'v': DATE '2026-01-01'}] AS l, MAP {'z': {'pp': 1, 'q': NULL, 'p': 2}} AS m
            """);
        await lake.PublishAsync("t");

        var rows = await lake.AssertSameRowsAsync("t");

        Assert.Equal(
            [
                """1 | {b: null, aa: 1, inner: {x: 0.5}, a: null} | [{k: 1, w: "i", v: null}, null] | {"m" => {pp: 7, q: [1, 2], p: null}, "n" => null}""",
                """2 | {b: null, aa: 2, inner: null, a: null} | [] | {}""",
                """3 | null | null | null""",
                """4 | {b: "new", aa: 4, inner: {x: 0.1}, a: "text"} | [{k: 9999999999, w: "w", v: 2026-01-01}] | {"z" => {pp: 1, q: null, p: 2}}""",
            ],
            rows);
    }

    [Fact]
    public async Task A_struct_of_which_no_field_is_left_is_still_null_or_not()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("t", Nested);
        await lake.AppendAsync("t", NestedRows);
        await lake.ApplyAsync("t", new UpdateSchema()
            .AddColumn("c", IcebergType.Int, "s").DropColumn("s.a").DropColumn("s.b").DropColumn("s.inner").AddColumn("z", IcebergType.Int, "m.value").DropColumn("m.value.p").DropColumn("m.value.q"));
        await lake.PublishAsync("t");

        Assert.Equal(
            [
                """1 | {c: null} | [{k: 1, v: "i"}, null] | {"m" => {z: null}, "n" => null}""",
                """2 | {c: null} | [] | {}""",
                """3 | null | null | null""",
            ],
            await lake.AssertSameRowsAsync("t"));
        Assert.Equal("1", await lake.ValueAsync($"SELECT count(*) FROM {lake.InSpark("t")} WHERE s IS NULL"));
    }

    [Fact]
    public async Task Columns_changed_by_Spark()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateInSparkAsync("t", "(id INT, `odd-name 1` INT, s STRUCT<`a-b`: INT, `2nd`: FLOAT, keep: STRING>, l ARRAY<STRUCT<`x.y`: INT>>, gone STRING)");
        await lake.SqlAsync($"INSERT INTO {lake.InSpark("t")} VALUES (1, 10, named_struct('a-b', 1, '2nd', float(0.5), 'keep', 'k'), array(named_struct('x.y', 5)), 'old')");
        foreach (var change in (string[])[
            "ALTER COLUMN id TYPE BIGINT", "RENAME COLUMN `odd-name 1` TO `even name`", "DROP COLUMN gone", "ADD COLUMNS (gone STRING, extra ARRAY<INT>)", "RENAME COLUMN s.`a-b` TO `b-a`",
            "ALTER COLUMN s.`2nd` TYPE DOUBLE", "DROP COLUMN s.keep", "ADD COLUMN s.keep STRING FIRST", "ADD COLUMN l.element.`new-one` STRING", "ALTER COLUMN gone FIRST",
        ])
        {
            await lake.SqlAsync($"ALTER TABLE {lake.InSpark("t")} {change}");
        }

        await lake.SqlAsync($"INSERT INTO {lake.InSpark("t")} VALUES ('new', 2, 20, named_struct('keep', 'kk', 'b-a', 2, '2nd', 0.1D), array(named_struct('x.y', 6, 'new-one', 'n')), array(1))");
        var table = await lake.AdoptAsync("t");
        var rows = await lake.AssertSameRowsAsync("t");
        await lake.AppendAsync("t", $"SELECT * REPLACE (id + 10 AS id) FROM {(await lake.Engine.Reader.ReadAsync(table, TestContext.Current.CancellationToken)).Sql}");
        await lake.PublishAsync("t");

        Assert.Equal(
            [
                "\"new\" | 2 | 20 | {keep: \"kk\", b-a: 2, 2nd: 0.1} | [{x.y: 6, new-one: \"n\"}] | [1]",
                """null | 1 | 10 | {keep: null, b-a: 1, 2nd: 0.5} | [{x.y: 5, new-one: null}] | null""",
            ],
            rows);
        Assert.Equal(4, (await lake.AssertSameRowsAsync("t")).Count);
    }

    [Fact]
    public async Task Columns_named_like_those_of_the_engine()
    {
        using var lake = await Lake.OpenAsync(spark);
        await lake.CreateAsync("t", new SchemaBuilder()
            .Required("filename", IcebergType.Int).Optional("file_row_number", IcebergType.String).Optional("d", IcebergType.String).Optional("c1", IcebergType.String).Optional("select", IcebergType.String)
            .Optional("qu\"o'te", IcebergType.String).Build());
        await lake.AppendAsync("t", """SELECT range AS filename, 'frn' AS file_row_number, 'd' AS d, 'c' AS c1, 's' AS "select", 'q' AS "qu""o'te" FROM range(3)""");
        await lake.PublishAsync("t");
        await lake.SqlAsync($"ALTER TABLE {lake.InSpark("t")} SET TBLPROPERTIES ('write.delete.mode' = 'merge-on-read')");
        await lake.SqlAsync($"DELETE FROM {lake.InSpark("t")} WHERE filename = 1");
        await lake.AdoptAsync("t");

        Assert.Equal(2, (await lake.AssertSameRowsAsync("t")).Count);
    }
}
