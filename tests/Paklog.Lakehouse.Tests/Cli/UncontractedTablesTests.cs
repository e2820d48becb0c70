namespace Paklog.Lakehouse.Tests.Cli;

/// <summary>Tables and topics without contract: no two names share a Bronze table, and no two events an identity, whatever letters they have.</summary>
public sealed class UncontractedTablesTests : IDisposable
{
    private readonly Market market = new();
    private int position;

    public void Dispose() => market.Dispose();

    [Fact]
    public async Task Names_that_one_Bronze_table_would_have_get_tables_of_their_own()
    {
        string[] names = ["hàng", "hèng", "Orders", "orders", "a-b", "a_b", "A.B", "kho-lẻ", "kho-lè"];
        await LandAsync([.. names.Select((name, index) => Envelope("s", "shop", name, index))]);
        var tables = (await market.DoAsync("tables", "--json")).Lines.Select(table => table.GetProperty("table").GetString()!).Where(table => table.StartsWith("bronze.", StringComparison.Ordinal) && table is not "bronze._landed").ToList();
        Assert.Equal(names.Length, tables.Count);
        Assert.All((string[])["bronze.h_ng", "bronze.orders", "bronze.a_b"], table => Assert.Contains(table, tables));
        var seen = new List<string>();
        foreach (var table in tables)
            seen.Add(Assert.Single((await market.DoAsync("query", "--json", $"select distinct source_table as v from {table}")).Lines).GetProperty("v").GetString()!);
        Assert.Equal(names.Select(name => name.Contains('.', StringComparison.Ordinal) ? $"shop.\"{name}\"" : "shop." + name).Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        Assert.Equal("shop.orders", await market.ValuesAsync("(select source_table as v from bronze.orders)"));
        Assert.Equal("shop.a_b", await market.ValuesAsync("(select source_table as v from bronze.a_b)"));
    }

    [Fact]
    public async Task A_name_keeps_its_table_whatever_comes_later()
    {
        await LandAsync(Envelope("s", "shop", "Orders", 1));
        await LandAsync(Envelope("s", "shop", "orders", 2), Envelope("s", "shop", "Orders", 3));
        await LandAsync(Envelope("s", "shop", "Orders", 4), Envelope("s", "shop", "orders", 5));
        Assert.Equal("shop.Orders, shop.Orders, shop.Orders", await market.ValuesAsync("(select source_table as v from bronze.orders)"));
        var other = Assert.Single((await market.DoAsync("tables", "--json")).Lines.Select(table => table.GetProperty("table").GetString()!), table => table.StartsWith("bronze.orders_", StringComparison.Ordinal));
        Assert.Equal("shop.orders, shop.orders", await market.ValuesAsync($"(select source_table as v from {other})"));
    }

    [Fact]
    public async Task A_table_of_a_contract_takes_no_other_names()
    {
        await LandAsync(Envelope("s", "shop", "a", 1), Envelope("s", "shop", "A", 2), Envelope("s", "shop", "à-a", 3));
        Assert.Equal("shop.a", await market.ValuesAsync("(select source_table as v from bronze.a)"));
        await market.DoAsync("run");
        Assert.Equal("v1", await market.ValuesAsync("silver.a"));
    }

    /// <summary>Each pair would have one text if its parts were joined as they are; the rows are equal, so that one would count as a copy of the other.</summary>
    [Fact]
    public async Task Names_with_bars_never_make_one_event_of_two()
    {
        var lines = new List<string>();
        foreach (var (left, right) in new[] { ("a|b", "c"), ("a", "b|c"), ("\"a", "b\""), ("\"a|b\"", "c"), ("a||b", "c"), ("a", "|b|c") })
        {
            lines.Add(Envelope(left, right, "x", 1, 7));
            lines.Add(Envelope("s", left, right, 1, 7));
            lines.Add($$$$"""{"topic":{{{{Json(left)}}}},"partition":0,"offset":1,"timestamp":1795250944000,"headers":{"id":{{{{Json(right)}}}}},"key":null,"value":{"a":1}}""");
            lines.Add($$$$"""{"topic":"routed","partition":0,"offset":1,"timestamp":1795250944000,"headers":{},"key":{"id":1},"value":{"id":1,"__op":"c","__source_db":{{{{Json(left)}}}},"__source_table":{{{{Json(right)}}}},"__source_file":"bin.1","__source_pos":7,"__source_ts_ms":1795250944000}}""");
        }

        foreach (var (owner, table) in new[] { ("a.b", "c"), ("a", "b.c") })
            lines.Add($$$$"""{"topic":"p.a.b.c","partition":0,"offset":1,"timestamp":1795250944000,"headers":{},"key":{"id":1},"value":{"id":1,"__op":"c","__source_db":"{{{{owner}}}}","__source_table":"{{{{table}}}}","__source_file":"bin.1","__source_pos":7,"__source_ts_ms":1795250944000}}""");
        var landed = (await LandAsync([.. lines])).Object;
        Assert.Equal($$"""{"read":{{lines.Count}},"landed":{{lines.Count}},"duplicate":0,"ignored":0,"dead":0}""", landed.GetProperty("lines").GetRawText());
        market.Write("again/x.jsonl", "\n" + string.Join('\n', lines));
        Assert.Equal(lines.Count, (await market.DoAsync("land", "--json", "--input", Path.Combine(market.Folder, "again"))).Object.GetProperty("lines").GetProperty("duplicate").GetInt32());
    }

    /// <summary>Warehouses know copies of what was landed years ago by these texts.</summary>
    [Fact]
    public async Task The_identity_of_an_event_with_plain_names_stays_as_it_was()
    {
        await LandAsync(
            Envelope("s", "shop", "đơn.hàng x", 1, 7),
            """{"topic":"p.shop.flat","partition":0,"offset":1,"timestamp":1795250944000,"headers":{},"key":{"id":1},"value":{"id":1,"__op":"c","__source_db":"shop","__source_table":"flat","__source_file":"bin.1","__source_pos":7,"__source_ts_ms":1795250944000}}""",
            """{"topic":"routed","partition":0,"offset":1,"timestamp":1795250944000,"headers":{},"key":{"id":1},"value":{"id":1,"__op":"c","__source_db":"shop","__source_table":"flat","__source_file":"bin.1","__source_pos":7,"__source_ts_ms":1795250944000}}""",
            """{"topic":"outbox.x","partition":0,"offset":1,"timestamp":1795250944000,"headers":{"id":"e1"},"key":"k","value":{"a":1}}""");
        Assert.Equal("mysql|s|shop||đơn.hàng x|1:7:0|c|{\"id\":1}", await market.ValuesAsync("(select _event_id as v from bronze.n_h_ng_x)"));
        Assert.Equal("topic|p.shop.flat|1:7:0|c|{\"id\":1}, topic|routed|shop.flat|1:7:0|c|{\"id\":1}", await market.ValuesAsync("(select _event_id as v from bronze.flat)"));
        Assert.StartsWith("domain|outbox.x|e1|\"k\"|", await market.ValuesAsync("(select _event_id as v from bronze.outbox_x)"), StringComparison.Ordinal);
    }

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private string Envelope(string name, string database, string table, int id, int? at = null)
    {
        var pos = at ?? (++position * 100);
        return $$$$"""{"topic":"t","partition":0,"offset":{{{{pos}}}},"timestamp":1795250944000,"headers":{},"key":{"id":{{{{id}}}}},"value":{"op":"c","before":null,"after":{"id":{{{{id}}}},"v":"v{{{{id}}}}"},"source":{"connector":"mysql","name":{{{{Json(name)}}}},"db":{{{{Json(database)}}}},"table":{{{{Json(table)}}}},"ts_ms":1795250944000,"file":"bin.1","pos":{{{{pos}}}},"row":0}}}""";
    }

    private Task<CommandRun> LandAsync(params string[] lines)
    {
        var file = market.Write($"in/{Guid.NewGuid():N}.jsonl", string.Join('\n', lines));
        return market.DoAsync("land", "--json", "--input", file);
    }
}
