using System.Text.Json;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Recordings;

/// <summary>The recording `small` in four forms: plain and typed say the same; flat says less, and exactly that is missing; outbox holds the inserts of one table.</summary>
[Collection(RecordingCollection.Name)]
public sealed class SmallFormsTests(RecordedLakehouses recordings)
{
    /// <summary>Identities of events name their connector, and surrogate keys are made of identities.</summary>
    private static readonly string[] OfTheConnector = ["_opened_by", "customer_key", "product_key"];

    public static TheoryData<string, string> Tables { get; } = new([.. TruthTables.All.SelectMany(table => new[] { "plain", "typed" }, (table, form) => (form, table.Name))]);

    /// <summary>Without inventory_reservations: no order of `small` is open at the end.</summary>
    public static TheoryData<string, string[]> Models { get; } = new(
        ("silver.order_lines", ["order_id", "line_no"]),
        ("silver.order_payments", ["payment_id"]),
        ("silver.inventory_snapshot", ["sku_id", "warehouse_id"]),
        ("silver.finance_ledger", ["order_id"]),
        ("gold.dim_date", ["date_key"]),
        ("gold.fact_orders", ["order_id"]),
        ("gold.fact_order_items", ["order_id", "line_no"]),
        ("gold.fact_payments", ["payment_id"]),
        ("gold.daily_revenue", ["order_date", "region", "tier"]));

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Every_row_and_column_is_that_of_the_database(string form, string name)
    {
        var lakehouse = await recordings.SmallAsync(form);
        var table = TruthTables.All.Single(table => table.Name == name);

        Compare.FinalTable(table, Truth.Small, await lakehouse.RowsAsync("silver." + name)).AssertNone();
    }

    [Theory]
    [InlineData("plain", "customers")]
    [InlineData("plain", "products")]
    [InlineData("typed", "customers")]
    [InlineData("typed", "products")]
    public async Task History_is_the_committed_states(string form, string name)
    {
        var lakehouse = await recordings.SmallAsync(form);
        var table = TruthTables.All.Single(table => table.Name == name);

        Compare.History(table, Truth.Small, await lakehouse.RowsAsync($"silver.{name}_history")).AssertNone();
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("typed")]
    public async Task The_ledger_finds_exactly_the_planted_defects(string form) =>
        LedgerDefects.Assert(Truth.Small, await (await recordings.SmallAsync(form)).RowsAsync("silver.finance_ledger"));

    [Fact]
    public async Task History_of_customers_is_the_list_of_their_tracked_states() =>
        CustomerStates.Compare(Truth.Small, await (await recordings.SmallAsync("plain")).RowsAsync("silver.customers_history")).AssertNone();

    [Theory]
    [InlineData("typed", "customers")]
    [InlineData("typed", "products")]
    [InlineData("flat", "customers")]
    [InlineData("flat", "products")]
    public async Task Histories_agree_in_values_and_in_times_that_no_snapshot_set(string form, string name)
    {
        var table = TruthTables.All.Single(table => table.Name == name);
        // What flat has lost of transactions is compared by the tests below.
        string[] lost = form == "flat" ? ["1003", "TEMP-1040"] : [];
        async Task<IReadOnlyList<JsonElement>> Read(string of) =>
            [.. (await (await recordings.SmallAsync(of)).RowsAsync($"silver.{name}_history")).Where(row => !lost.Contains(row.GetProperty(table.Key[0]).ToString()))];
        var plain = await Read("plain");
        var other = await Read(form);

        Compare.Rows(name, [.. table.Key, "version"], plain, other, "valid_from", "valid_to", "_opened_by").AssertNone();

        static bool Streamed(JsonElement row) => !row.GetProperty("_opened_by").GetString()!.Contains("|r|", StringComparison.Ordinal);
        Compare.Rows(name, [.. table.Key, "version"], [.. plain.Where(Streamed)], [.. other.Where(Streamed)], "_opened_by").AssertNone();
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Models_of_plain_and_typed_agree(string model, string[] key)
    {
        var plain = await (await recordings.SmallAsync("plain")).RowsAsync(model);
        var typed = await (await recordings.SmallAsync("typed")).RowsAsync(model);

        Compare.Rows(model, key, plain, typed, OfTheConnector).AssertNone();
    }

    [Theory]
    [InlineData("dim_customer", "customer_id")]
    [InlineData("dim_product", "sku_id")]
    public async Task Dimensions_of_plain_and_typed_agree(string dimension, string member)
    {
        var plain = await (await recordings.SmallAsync("plain")).RowsAsync("gold." + dimension);
        var typed = await (await recordings.SmallAsync("typed")).RowsAsync("gold." + dimension);

        Compare.Rows(dimension, [member, "version"], plain, typed, [.. OfTheConnector, "valid_from", "valid_to"]).AssertNone();
    }

    [Fact]
    public async Task Flat_has_the_rows_of_plain_but_those_that_a_truncate_took()
    {
        var plain = await recordings.SmallAsync("plain");
        var flat = await recordings.SmallAsync("flat");
        foreach (var table in TruthTables.All)
        {
            var expected = await plain.RowsAsync("silver." + table.Name);
            var actual = await flat.RowsAsync("silver." + table.Name);
            if (table.Name == "shipment_logs")
            {
                var kept = expected.Select(Key).ToHashSet();
                Assert.Equal(129, actual.Count(row => !kept.Contains(Key(row))));
                actual = [.. actual.Where(row => kept.Contains(Key(row)))];
            }

            Compare.Rows(table.Name, table.Key, expected, actual).AssertNone();
            string Key(JsonElement row) => string.Join('/', table.Key.Select(column => row.GetProperty(column).ToString()));
        }
    }

    [Theory]
    [InlineData("customers", "id", "1003", 7, 10)]
    [InlineData("products", "sku_id", "'TEMP-1040'", 0, 2)]
    public async Task Flat_knows_no_transactions(string table, string column, string key, int plain, int flat)
    {
        async Task<int> Versions(string form) => (await (await recordings.SmallAsync(form)).RowsAsync($"silver.{table}_history", "version", $"where {column} = {key}")).Count;

        Assert.Equal((plain, flat), (await Versions("plain"), await Versions("flat")));
    }

    [Fact]
    public async Task Domain_events_are_the_inserts_of_the_outbox_without_null_members()
    {
        var plain = await recordings.SmallAsync("plain");
        var outbox = await recordings.SmallAsync("outbox");
        var inserts = await plain.RowsAsync("bronze.outbox_events", "after", "where op in ('c', 'r')");
        var events = (await outbox.RowsAsync("bronze.domain_order_events")).Concat(await outbox.RowsAsync("bronze.domain_customer_events"))
            .ToDictionary(row => Parse(row, "headers").GetProperty("id").GetString()!);

        Assert.Equal((246, 246), (inserts.Count, events.Count));
        var shortened = 0;
        foreach (var insert in inserts.Select(row => Parse(row, "after")))
        {
            var found = events[insert.GetProperty("id").GetRawText()];
            Assert.Equal($"domain.{insert.GetProperty("aggregate_type").GetString()}.events", found.GetProperty("_topic").GetString());
            Assert.Equal(insert.GetProperty("type").GetString(), found.GetProperty("event_type").GetString());
            Assert.Equal(insert.GetProperty("aggregate_id").GetString(), Parse(found, "key").GetString());
            Assert.Equal(insert.GetProperty("created_at").GetRawText(), Parse(found, "headers").GetProperty("createdAt").GetString());
            var (payload, actual) = (Parse(insert, "payload"), Parse(found, "after"));
            var members = payload.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null).ToList();
            if (members.Count < payload.EnumerateObject().Count())
                shortened++;
            Assert.Equal(members.Select(member => (member.Name, member.Value.GetRawText())), actual.EnumerateObject().Select(member => (member.Name, member.Value.GetRawText())));
        }

        Assert.Equal(45, shortened);
    }

    private static JsonElement Parse(JsonElement row, string column) => JsonSerializer.Deserialize<JsonElement>(row.GetProperty(column).GetString()!);
}
