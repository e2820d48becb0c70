using System.Globalization;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Models whose tables, columns and parts are called as anything: beyond words, as keywords, and as what the engine calls its own tables and columns.</summary>
public sealed class NamedModelsTests : IDisposable
{
    private const string Items = """
        source: shop.items
        table: items
        key: [id]
        history: { track: [tier] }
        columns:
          - { name: id, type: string, required: true }
          - { name: tier, type: string }
          - { name: opens_at, type: string }
        """;

    private const string Sales = """
        source: shop.sales
        table: sales
        key: [id]
        columns:
          - { name: id, type: string, required: true }
          - { name: item, type: string }
          - { name: sold_at, type: timestamptz, encoding: epoch-millis }
          - { name: amount, type: long }
        """;

    /// <summary>Every name that a model can make: its output columns are the inputs of the models behind it.</summary>
    private const string Named = """"
        -- A row is a sale, under names that stand between quotes.
        -- grain: "Đơn hàng #"
        -- incremental: "Đơn hàng #" = silver.sales.id
        -- partition: day("d_day"), "giá & thuế"
        with touched as (select s.id, s.item, s.sold_at, s.amount, s."amount" % 3 as "select" from silver.sales s),
             "model_rows" as (select t.id, t.item, t.sold_at, t.amount, t."select" from touched t)
        select m.id as "Đơn hàng #", m.item as "a.b", m.sold_at as "at", m.amount as "a""b", m."select" as "giá & thuế", cast(m.sold_at as date) as "d_day", cast(m.sold_at as date) as d_day_day,
          m.id as _file, m.id as "_pos", m.id as "c1", m.id as "row_file", m.id as "_is_row", m.id as "_at", m.id as "version", m.id as "opens_at", m.id as "Mixed", 'it''s' as "`tick`"
        from "model_rows" m
        """";

    private const string Behind = """"
        -- A row is a sale with its item's tier, found by time.
        -- grain: "ORDER"
        -- incremental: "ORDER" = gold."Đơn.Hàng"."Đơn hàng #"
        select d."Đơn hàng #" as "Order", d."a.b" as "group", d."a""b" as "100%", d."giá & thuế" as "từ", d."the ""tier""" as "tier", d.opens_at as opens_at, d._at as "_key_0"
        from gold."Đơn.Hàng" d
        """";

    private const string Sums = """"
        -- A row is a tier, with its sales.
        -- grain: "nhóm ""hàng"""
        -- additive: "#rows", "Tổng + thuế"
        -- partition: "nhóm ""hàng"""
        select b."tier" as "nhóm ""hàng""", cast(count(*) as bigint) as "#rows", cast(coalesce(sum(b."100%"), 0) as decimal(38,0)) as "Tổng + thuế"
        from gold."Order Details" b group by b."tier"
        """";

    private readonly InputFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Rows_step_by_step_are_those_of_a_full_run(int seed)
    {
        using var lakehouse = await TestLakehouse.OpenAsync(Define());
        var steps = Lines(new Random(seed)).Chunk(40).ToList();
        await folder.LandAndRunAsync(lakehouse, steps[0]);
        foreach (var lines in steps.Skip(1))
        {
            var report = await folder.LandAndRunAsync(lakehouse, lines);
            Assert.Contains("values of Đơn hàng # recomputed", report.Tables.Single(table => table.Table == "gold.Đơn%2EHàng").Reason);
            Assert.Contains("values of Order recomputed", report.Tables.Single(table => table.Table == "gold.Order Details").Reason);
            Assert.Contains("by difference", report.Tables.Single(table => table.Table == "gold.tổng").Reason);
            (await lakehouse.CompareWithFullRunAsync()).AssertNone();
        }

        Assert.Equal(
            ["Đơn hàng #", "a.b", "at", "a\"b", "giá & thuế", "d_day", "d_day_day", "_file", "_pos", "c1", "row_file", "_is_row", "_at", "version", "opens_at", "Mixed", "`tick`"],
            (await lakehouse.Workspace.Catalog.LoadTableAsync(TableIdentifier.Of("gold", "Đơn.Hàng"), "main", TestContext.Current.CancellationToken))!.Metadata.CurrentSchema.Fields.Select(field => field.Name));
        var rows = await lakehouse.RowsAsync("gold.Đơn%2EHàng");
        Assert.All(rows, row => Assert.Equal((row.GetProperty("Đơn hàng #").GetString(), "it's"), (row.GetProperty("_file").GetString(), row.GetProperty("`tick`").GetString())));
        Assert.Contains(await lakehouse.RowsAsync("gold.Order Details"), row => row.GetProperty("tier").ValueKind != System.Text.Json.JsonValueKind.Null);
        Assert.Equal(rows.Count, (await lakehouse.RowsAsync("gold.tổng")).Sum(row => row.GetProperty("#rows").GetInt64()));
    }

    [Fact]
    public async Task A_look_up_whose_column_the_input_has_is_refused()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(Define(column: "OPENS_AT"));
        var error = await Assert.ThrowsAsync<LakehouseException>(() => folder.LandAndRunAsync(lakehouse, Lines(new Random(1)).Take(20).ToArray()));
        Assert.Contains("adds the column OPENS_AT to gold.\"Đơn.Hàng\", which has one of that name", error.Message);
    }

    private LakehouseDefinition Define(string column = "the \"tier\"")
    {
        var contracts = Directory.CreateDirectory(Path.Combine(folder.Path, "contracts")).FullName;
        var sql = Directory.CreateDirectory(Path.Combine(folder.Path, "sql", "gold")).FullName;
        File.WriteAllText(Path.Combine(contracts, "shop.items.yaml"), Items);
        File.WriteAllText(Path.Combine(contracts, "shop.sales.yaml"), Sales);
        File.WriteAllText(Path.Combine(sql, "Đơn.Hàng.sql"), Named);
        File.WriteAllText(Path.Combine(sql, "Order Details.sql"), Behind);
        File.WriteAllText(Path.Combine(sql, "tổng.sql"), Sums);
        return Lakehouse.Define("named").Gold("Order Details", m => m.LookUp("gold.\"Đơn.Hàng\"").In("silver.items_history").By("a.b", "id").At("at").Take("tier", named: column))
            .Build(contracts, Path.GetDirectoryName(sql)!, [], "UTC");
    }

    private static List<ChangeLine> Lines(Random random)
    {
        var items = new EventSource("s", SourceTable.MariaDb("s", "items", "id"), "tier", "opens_at");
        var sales = new EventSource("s", SourceTable.MariaDb("s", "sales", "id"), "item", "sold_at", "amount");
        var lines = new List<ChangeLine>();
        for (var position = 1; position <= 120; position++)
        {
            var id = random.Next(10).ToString(CultureInfo.InvariantCulture);
            object?[] values = [$"@{random.Next(10)}", ChangeLine.Start.AddSeconds(random.Next(120)).ToUnixTimeMilliseconds(), random.Next(1000)];
            lines.Add(random.Next(4) switch
            {
                0 => items.Update(position, id, $"tier {random.Next(3)}", "x"),
                1 when random.Next(3) == 0 => sales.Delete(position, id, values),
                _ => sales.Update(position, id, values),
            });
        }

        return lines;
    }
}
