using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Judges;

/// <summary>A comparison that cannot find a planted fault judges nothing.</summary>
public sealed class CompareTests
{
    private static readonly TruthTable Stock = new("shop.stock", ["sku"], [new("sku", ColumnKind.Text), new("n", ColumnKind.Integer)], ["n"]);

    private static readonly Dictionary<string, IReadOnlyList<string?>> TwoRows = new() { ["a"] = ["a", "1"], ["b"] = ["b", null] };

    [Fact]
    public void Equal_tables_have_no_difference()
    {
        var result = Compare.Final(Stock, TwoRows, JsonLines.Read("""
            {"sku":"b","n":null}
            {"sku":"a","n":1,"_ours":7}
            """));

        Assert.Empty(result.Found);
        result.AssertNone();
    }

    [Fact]
    public void Every_planted_fault_is_found()
    {
        var result = Compare.Final(Stock, TwoRows, JsonLines.Read("""
            {"sku":"a","n":2,"m":0}
            {"sku":"a","n":2,"m":0}
            {"sku":"c","n":"1","m":0}
            """));

        Assert.Equal(
            [
                "(all rows): extra column: expected null, was 'm'",
                "a: n: expected '1', was '2'",
                "a: second row: expected null, was 'a'",
                "b: missing row: expected 'b', was null",
                "c: extra row: expected null, was 'c'",
            ],
            result.Found.Select(difference => difference.ToString()).Order(StringComparer.Ordinal));
        Assert.ThrowsAny<Exception>(result.AssertNone);
    }

    [Fact]
    public void A_truth_without_rows_proves_nothing()
    {
        Assert.ThrowsAny<Exception>(Compare.Final(Stock, new Dictionary<string, IReadOnlyList<string?>>(), []).AssertNone);
    }

    [Fact]
    public void Two_results_are_compared_as_printed_but_for_the_named_columns()
    {
        var one = JsonLines.Read("""{"id":1,"x":1.10,"at":"now"}""");
        var other = JsonLines.Read("""{"id":1,"x":1.1,"at":"then"}""");

        Assert.Empty(Compare.Rows("t", ["id"], one, one).Found);
        Assert.Equal([new Difference("1", "x", "1.10", "1.1")], Compare.Rows("t", ["id"], one, other, "at").Found);
    }

    [Fact]
    public void A_history_made_of_the_truth_itself_passes_and_each_fault_in_it_is_found()
    {
        var truth = Truth.Small;
        var rows = HistoryText.Of(TruthTables.Products, truth.History(TruthTables.Products));

        Compare.History(TruthTables.Products, truth, JsonLines.Read(string.Join('\n', rows))).AssertNone();

        IReadOnlyList<string> Faults(Func<List<string>, int> spoil)
        {
            var spoilt = rows.ToList();
            spoil(spoilt);
            var result = Compare.History(TruthTables.Products, truth, JsonLines.Read(string.Join('\n', spoilt)));
            return [.. result.Found.Select(difference => difference.What).Distinct()];
        }
        int Replace(List<string> lines, string old, string with)
        {
            var at = lines.FindIndex(line => line.Contains(old, StringComparison.Ordinal));
            lines[at] = lines[at].Replace(old, with, StringComparison.Ordinal);
            return at;
        }
        Assert.Equal(["versions"], Faults(lines => lines.RemoveAll(line => line.Contains("\"version\":2", StringComparison.Ordinal))));
        Assert.Equal(["is_current"], Faults(lines => Replace(lines, "\"is_current\":true", "\"is_current\":false")));
        Assert.Equal(["list_price"], Faults(lines => Replace(lines, "\"list_price\":", "\"list_price\":1")));
        Assert.Equal(["valid_to is not the next valid_from"], Faults(lines => Replace(lines, "valid_to\":\"2026-01-01T00:00:01Z", "valid_to\":\"2026-01-01T00:00:00.5Z")));
    }
}
