using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Testing;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Contracts and epochs that change: the tables are rebuilt, and what was refused may be accepted.</summary>
public sealed class DefinitionTests
{
    private static readonly string Wider = ScenarioTables.Prices.Replace("decimal(9,2)", "decimal(18,2)", StringComparison.Ordinal);

    [Fact]
    public async Task A_rejected_event_is_accepted_by_a_later_contract()
    {
        var source = ScenarioTables.OfPrices("p");
        using var lakehouse = await OpenAsync([ScenarioTables.Prices], [
            source.Create(10, "1", "a", "1.50", "app"), source.Update(20, "1", "b", "12345678901.00", "app"), source.Update(30, "1", "c", "2.00", "app")]);

        await lakehouse.RunAsync();
        var letter = Assert.Single(await lakehouse.RowsAsync("silver.dead_letters"));
        Assert.Equal(("silver.prices", "amount", "rejected_value"), (Text(letter, "table_name"), Text(letter, "column_name"), Text(letter, "error_type")));
        Assert.Equal(source.Row("1", "b", "12345678901.00", "app"), Text(letter, "original_payload"));
        Assert.Contains("12345678901.00", Text(letter, "error_message"));
        Assert.Null(Text(letter, "resolved_at"));
        Assert.Equal(["1 a 1.50", "2 c 2.00"], await VersionsAsync(lakehouse));

        // Found again, it is the same letter.
        await lakehouse.RunAsync(full: true);
        Assert.Equal(letter.GetRawText(), Assert.Single(await lakehouse.RowsAsync("silver.dead_letters")).GetRawText());

        lakehouse.Redefine(ScenarioTables.Define(Wider));
        var rebuilt = await lakehouse.RunAsync();
        Assert.All(rebuilt.Tables, table => Assert.Equal(Steps.StepMode.Full, table.Mode));
        Assert.Equal(["1 a 1.50", "2 b 12345678901.00", "3 c 2.00"], await VersionsAsync(lakehouse));
        Assert.NotNull(Text(Assert.Single(await lakehouse.RowsAsync("silver.dead_letters")), "resolved_at"));

        lakehouse.Redefine(ScenarioTables.Define(ScenarioTables.Prices));
        await lakehouse.RunAsync();
        Assert.Equal(["1 a 1.50", "2 c 2.00"], await VersionsAsync(lakehouse));
        Assert.Null(Text(Assert.Single(await lakehouse.RowsAsync("silver.dead_letters")), "resolved_at"));
    }

    [Fact]
    public async Task A_refused_event_that_is_contradicted_later_is_a_letter_of_bronze_alone()
    {
        using var folder = new TemporaryFolder();
        var source = ScenarioTables.OfPrices("p");
        using var lakehouse = await OpenAsync([ScenarioTables.Prices], [source.Create(10, "1", "a", "1.50", "app"), source.Update(20, "1", "b", "free", "app")]);
        await lakehouse.RunAsync();
        Assert.Single(await lakehouse.RowsAsync("silver.dead_letters"));

        var file = Path.Combine(folder.Path, "contradiction.jsonl");
        File.WriteAllLines(file, [source.Update(20, "1", "b", "2.00", "app").Record]);
        await lakehouse.LandAsync(file);
        await lakehouse.RunAsync();

        Assert.Empty(await lakehouse.RowsAsync("silver.dead_letters"));
        Assert.Equal(2, (await lakehouse.RowsAsync("bronze.dead_letters")).Count);
        Assert.Equal(["1 a 1.50"], await VersionsAsync(lakehouse));
    }

    [Fact]
    public async Task Each_value_that_does_not_fit_is_a_letter()
    {
        var source = ScenarioTables.OfItems("i");
        using var lakehouse = await OpenAsync([ScenarioTables.Items, ScenarioTables.Prices], [
            source.Create(10, "1", "a", "huge"), source.Create(11, "2", "a", 99999999999), source.Create(12, "3", "a", 1.5), source.Create(13, "4", "a", 4.0), source.Create(14, "5", "a", null)]);

        await lakehouse.RunAsync();

        Assert.Equal(["i/4 4", "i/5 "], (await lakehouse.RowsAsync("silver.items", "id, size", "order by id")).Select(row => $"{Text(row, "id")} {Text(row, "size")}"));
        Assert.Equal(3, (await lakehouse.RowsAsync("silver.dead_letters")).Count);
    }

    [Fact]
    public async Task A_column_tracked_from_now_on_opens_versions_from_the_beginning()
    {
        var source = ScenarioTables.OfItems("i");
        using var lakehouse = await OpenAsync([ScenarioTables.Items], [source.Create(10, "1", "a", 1), source.Update(20, "1", "a", 2)]);
        await lakehouse.RunAsync();
        Assert.Single(await lakehouse.RowsAsync("silver.items_history"));

        lakehouse.Redefine(ScenarioTables.Define(ScenarioTables.Items.Replace("track: [name]", "track: [name, size]", StringComparison.Ordinal)));
        await lakehouse.RunAsync();

        Assert.Equal(["1", "2"], (await lakehouse.RowsAsync("silver.items_history", "size", "order by version")).Select(row => Text(row, "size")));
    }

    [Fact]
    public async Task A_column_that_the_contract_gains_is_filled_from_all_events()
    {
        var source = ScenarioTables.OfItems("i");
        var without = ScenarioTables.Items.Replace("  - { name: size, type: int }", "", StringComparison.Ordinal);
        using var lakehouse = await OpenAsync([without], [source.Create(10, "1", "a", 7)]);
        await lakehouse.RunAsync();
        Assert.Equal("""{"id":"i/1","name":"a"}""", Assert.Single(await lakehouse.RowsAsync("silver.items")).GetRawText());

        lakehouse.Redefine(ScenarioTables.Define(ScenarioTables.Items));
        await lakehouse.RunAsync();

        Assert.Equal("""{"id":"i/1","name":"a","size":7}""", Assert.Single(await lakehouse.RowsAsync("silver.items")).GetRawText());
    }

    public static TheoryData<string> Declarations { get; } = ["server", "domain", "time"];

    /// <summary>The binlog began anew on another server: its positions are low again, which only an operator can know.</summary>
    [Theory]
    [MemberData(nameof(Declarations))]
    public async Task A_declared_epoch_puts_low_positions_last(string declaration)
    {
        var source = ScenarioTables.OfItems("e");
        using var lakehouse = await OpenAsync([ScenarioTables.Items], [
            source.Create(100, "1", "a", 1) with { Second = 10 },
            source.Update(200, "1", "b", 1) with { Second = 20 },
            source.Update(5, "1", "c", 1) with { Second = 30, ServerId = 2 },
            source.Update(6, "1", "d", 1) with { Second = 40, ServerId = 2 }]);
        var epoch = declaration switch
        {
            "server" => new Epoch("e", 1, 2, null, null),
            "domain" => new Epoch("e", 1, 2, 0, null),
            _ => new Epoch("e", 1, null, null, ChangeLine.Start.AddSeconds(25)),
        };

        lakehouse.Redefine(ScenarioTables.Define([epoch], [ScenarioTables.Items]));
        await lakehouse.RunAsync();

        Assert.Equal(["1 a 10", "2 b 20", "3 c 30", "4 d 40"], await NamesAsync(lakehouse));
    }

    [Fact]
    public async Task An_epoch_declared_later_rebuilds_the_tables()
    {
        var source = ScenarioTables.OfItems("e");
        using var lakehouse = await OpenAsync([ScenarioTables.Items], [
            source.Create(100, "1", "a", 1) with { Second = 10 }, source.Update(5, "1", "b", 1) with { Second = 30, ServerId = 2 }]);
        await lakehouse.RunAsync();
        Assert.Equal("a", Text(Assert.Single(await lakehouse.RowsAsync("silver.items")), "name"));

        lakehouse.Redefine(ScenarioTables.Define([new Epoch("e", 1, 2, null, null)], [ScenarioTables.Items]));
        await lakehouse.RunAsync();

        Assert.Equal("b", Text(Assert.Single(await lakehouse.RowsAsync("silver.items")), "name"));
    }

    private static async Task<TestLakehouse> OpenAsync(IReadOnlyList<string> contracts, IReadOnlyList<ChangeLine> lines)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "events.jsonl");
        File.WriteAllLines(file, lines.Select(line => line.Record));
        var lakehouse = await TestLakehouse.OpenAsync(ScenarioTables.Define(contracts));
        await lakehouse.LandAsync(file);
        return lakehouse;
    }

    private static async Task<IEnumerable<string>> VersionsAsync(TestLakehouse lakehouse) =>
        (await lakehouse.RowsAsync("silver.prices_history", "version, name, amount", "order by version")).Select(row => $"{Text(row, "version")} {Text(row, "name")} {Text(row, "amount")}");

    private static async Task<IEnumerable<string>> NamesAsync(TestLakehouse lakehouse) =>
        (await lakehouse.RowsAsync("silver.items_history", "version, name, valid_from", "order by version"))
        .Select(row => $"{Text(row, "version")} {Text(row, "name")} {(row.GetProperty("valid_from").GetDateTimeOffset() - ChangeLine.Start).TotalSeconds}");

    private static string? Text(System.Text.Json.JsonElement row, string column) =>
        row.GetProperty(column).ValueKind == System.Text.Json.JsonValueKind.Null ? null : row.GetProperty(column).ToString();
}
