using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Models;

namespace Paklog.Lakehouse.Tests.Models;

public sealed class ModelTestTests
{
    private const string Head =
        """
        inputs:
          silver.a: { id: long, amount: "decimal(9,2)", at: timestamptz }
        output: { id: long, total: "decimal(18,4)", day: date }
        cases:

        """;

    private static readonly Model Totals = ModelFile.Parse(
        """
        -- A row is an id.
        -- grain: id
        select a.id as id, cast(sum(a.amount) as decimal(18,4)) as total, max(cast(a.at as date)) as day
        from silver.a a
        group by a.id
        """,
        "sql/gold/totals.sql");

    [Fact]
    public void Equal_rows_pass_in_any_order()
    {
        var result = Run("""
              - name: sums
                given:
                  silver.a: [{ id: 1, amount: 0.10, at: 2026-01-01T23:30:00Z }, { id: 2, amount: 5 }, { id: 1, amount: 0.20 }]
                expect: [{ id: 2, total: 5.0000 }, { id: 1, total: 0.3, day: 2026-01-01 }]
            """);
        Assert.Empty(result.Differences);
    }

    [Fact]
    public void Instants_become_dates_in_the_time_zone_of_the_lakehouse()
    {
        var test = Test("""
              - name: a day later
                columns: [id, day]
                given:
                  silver.a: [{ id: 1, at: 2026-01-01T23:30:00Z }]
                expect: [{ id: 1, day: 2026-01-02 }]
            """);
        Assert.Empty(new ModelTestRunner("Asia/Ho_Chi_Minh").Run(Totals, test, TestContext.Current.CancellationToken).Single().Differences);
        Assert.Equal("Row (id: 1): day is 2026-01-01, expected 2026-01-02.", new ModelTestRunner("UTC").Run(Totals, test, TestContext.Current.CancellationToken).Single().Differences.Single());
    }

    [Fact]
    public void Differences_say_which_row_and_which_value()
    {
        var result = Run("""
              - name: wrong
                given:
                  silver.a: [{ id: 1, amount: 1 }, { id: 2, amount: 2 }, { id: 3, amount: 3 }]
                expect: [{ id: 1, total: 1 }, { id: 2, total: 2.0001, day: 2026-01-01 }, { id: 4, total: 4 }]
            """);
        Assert.Equal(
            [
                "Row (id: 2): total is 2.0000, expected 2.0001, day is NULL, expected 2026-01-01.",
                "There is no row (id: 4, total: 4.0000, day: NULL).",
                "There is a row too many: (id: 3, total: 3.0000, day: NULL).",
            ],
            result.Differences);
    }

    [Fact]
    public void A_row_expected_twice_must_be_there_twice()
    {
        var result = Run("""
              - name: twice
                given:
                  silver.a: [{ id: 1, amount: 1 }]
                expect: [{ id: 1, total: 1 }, { id: 1, total: 1 }]
            """);
        Assert.Equal(["There is no row (id: 1, total: 1.0000, day: NULL)."], result.Differences);
    }

    [Fact]
    public void Among_others_lets_rows_be_that_it_does_not_name()
    {
        const string Given = """
              - name: among
                given:
                  silver.a: [{ id: 1, amount: 1 }, { id: 2, amount: 2 }]
            """;
        Assert.Empty(Run(Given + "\n    expectAmong: [{ id: 2, total: 2 }]").Differences);
        Assert.Equal(["Row (id: 2): total is 2.0000, expected 3.0000."], Run(Given + "\n    expectAmong: [{ id: 2, total: 3 }]").Differences);
        Assert.Equal(["There is no row (id: 9, total: 3.0000, day: NULL)."], Run(Given + "\n    expectAmong: [{ id: 9, total: 3 }]").Differences);
    }

    [Fact]
    public void The_types_of_the_output_are_part_of_the_test()
    {
        var loose = ModelFile.Parse("-- A row.\n-- grain: id\nselect a.id as id, sum(a.amount) as total, cast(max(a.at) as date) as day from silver.a a group by a.id", "sql/gold/totals.sql");
        var test = ModelTestFile.Parse(Head + "  - { name: types, expect: [] }", loose, "totals.test.yaml");
        Assert.Equal(
            ["The output lacks the column total DECIMAL(18,4).", "The output has the column total DECIMAL(38,2)."],
            new ModelTestRunner("UTC").Run(loose, test, TestContext.Current.CancellationToken).Single().Differences);
    }

    [Fact]
    public void What_the_engine_refuses_fails_the_case_with_its_reason()
    {
        var broken = ModelFile.Parse("-- A row.\n-- grain: id\nselect a.id as id, a.nothing as total, a.at as day from silver.a a", "sql/gold/totals.sql");
        var test = ModelTestFile.Parse(Head + "  - { name: broken, expect: [] }", broken, "totals.test.yaml");
        Assert.Contains("nothing", new ModelTestRunner("UTC").Run(broken, test, TestContext.Current.CancellationToken).Single().Differences.Single());
    }

    [Theory]
    [InlineData("silver.a: [{ id: 1.5 }]", "id cannot be '1.5': that is no exact value of the type long")]
    [InlineData("silver.a: [{ amount: 1.005 }]", "amount cannot be '1.005': that is no exact value of the type decimal(9,2)")]
    [InlineData("silver.a: [{ at: 2026-01-01 10:00:00 }]", "which needs a zone")]
    [InlineData("silver.a: [{ nr: 1 }]", "A row of 'silver.a' has no key 'nr'")]
    [InlineData("silver.b: [{ id: 1 }]", "'given' has no key 'silver.b'")]
    public void Refuses_input_rows_that_do_not_fit(string given, string message) =>
        AssertFault(Head + $"  - name: x\n    given:\n      {given}\n    expect: []", message);

    [Theory]
    [InlineData("- { expect: [] }", "A case needs a 'name'")]
    [InlineData("- { name: x }", "either 'expect' with all rows or 'expectAmong'")]
    [InlineData("- { name: x, expect: [], expectAmong: [] }", "either 'expect' with all rows or 'expectAmong'")]
    [InlineData("- { name: x, columns: [nr], expect: [] }", "'columns' names nr, which is no column of gold.totals")]
    [InlineData("- { name: x, columns: [id], expect: [{ total: 1 }] }", "A row of 'expect' has no key 'total'")]
    public void Refuses_cases_that_do_not_fit(string one, string message) => AssertFault(Head + "  " + one, message);

    [Theory]
    [InlineData("output: { id: long, total: \"decimal(18,4)\", day: date }\ncases: [{ name: x, expect: [] }]", "'inputs' lacks silver.a, which gold.totals reads")]
    [InlineData("inputs: { silver.a: { id: long } }\noutput: { id: long }\ncases: [{ name: x, expect: [] }]", "'output' must list the columns of gold.totals in their order: id, total, day")]
    [InlineData("inputs: { silver.a: { id: bigint } }\noutput: { id: long, total: long, day: date }\ncases: [{ name: x, expect: [] }]", "The type of id cannot be used")]
    [InlineData("inputs: { silver.a: { id: long } }\noutput: { id: long, total: long, day: date }", "The test lacks 'cases'")]
    [InlineData("inputs: { silver.a: { id: long } }\noutput: { id: long, total: long, day: date }\ncases: []", "at least one case")]
    [InlineData("[1, 2]", "one YAML mapping")]
    [InlineData("a: [", "not valid YAML")]
    public void Refuses_a_test_that_does_not_fit_its_model(string yaml, string message) => AssertFault(yaml, message);

    [Fact]
    public void A_model_without_a_test_is_named()
    {
        var error = Assert.Throws<DeclarationException>(() => ModelTestFile.Load(Totals));
        Assert.Contains("gold.totals has no test", error.Message);
    }

    private static ModelTest Test(string cases) => ModelTestFile.Parse(Head + cases, Totals, "totals.test.yaml");

    private static ModelTestResult Run(string cases) => new ModelTestRunner("UTC").Run(Totals, Test(cases), TestContext.Current.CancellationToken).Single();

    private static void AssertFault(string yaml, string message)
    {
        var error = Assert.Throws<DeclarationException>(() => ModelTestFile.Parse(yaml, Totals, "totals.test.yaml"));
        Assert.Contains(error.Errors, fault => fault.File == "totals.test.yaml" && fault.Line >= 1 && fault.Message.Contains(message));
    }
}
