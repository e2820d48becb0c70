using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>The scenarios landed at once, in order, backwards, shuffled, and with everything twice.</summary>
public sealed class ScenarioLakehouses : IDisposable
{
    internal static IReadOnlyList<Scenario> All { get; } =
        [.. ItemScenarios.All(), .. DocScenarios.All(), .. ParentScenarios.All(), .. PriceScenarios.All(), .. WipeScenarios.All(), .. ConflictScenarios.All(), .. KeylessScenarios.All()];

    internal static IReadOnlyDictionary<string, Func<IReadOnlyList<ChangeLine>, IReadOnlyList<IReadOnlyList<ChangeLine>>>> Orders { get; } =
        new Dictionary<string, Func<IReadOnlyList<ChangeLine>, IReadOnlyList<IReadOnlyList<ChangeLine>>>>
        {
            ["at once"] = Arrival.AtOnce,
            ["one by one"] = Arrival.OneByOne,
            ["backwards"] = Arrival.Backwards,
            ["shuffled"] = lines => Arrival.Shuffled(lines, 11),
            ["in pairs and again"] = lines => Arrival.InPairsAndAgain(lines, 12),
        };

    private readonly Dictionary<string, Task<Arrival>> opened = [];

    internal Task<Arrival> GetAsync(string order)
    {
        if (!opened.TryGetValue(order, out var arrival))
            opened.Add(order, arrival = Arrival.OfAsync(All, Orders[order], full: order == "shuffled"));
        return arrival;
    }

    public void Dispose()
    {
        foreach (var arrival in opened.Values.Where(task => task.IsCompletedSuccessfully))
            arrival.Result.Lakehouse.Dispose();
    }
}

/// <summary>What tables say of generated events: it depends on the events, not on how they arrive.</summary>
public sealed class ScenarioTests(ScenarioLakehouses lakehouses) : IClassFixture<ScenarioLakehouses>
{
    public static TheoryData<string, string> Scenarios { get; } =
        new([.. ScenarioLakehouses.Orders.Keys.SelectMany(_ => ScenarioLakehouses.All, (order, scenario) => (order, scenario.Name))]);

    public static TheoryData<string> Orders { get; } = [.. ScenarioLakehouses.Orders.Keys];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Tables_say_what_happened(string order, string name)
    {
        var lakehouse = (await lakehouses.GetAsync(order)).Lakehouse;
        var scenario = ScenarioLakehouses.All.Single(scenario => scenario.Name == name);

        Assert.Equal(scenario.Current, await scenario.CurrentAsync(lakehouse));
        Assert.Equal(scenario.History, await scenario.HistoryAsync(lakehouse));
    }

    [Theory]
    [InlineData("one by one")]
    [InlineData("backwards")]
    [InlineData("shuffled")]
    public async Task All_tables_are_those_of_landing_at_once(string order) =>
        (await TableDifferences.FindAsync((await lakehouses.GetAsync("at once")).Lakehouse, (await lakehouses.GetAsync(order)).Lakehouse)).AssertNone();

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Each_step_is_what_a_full_run_gives(string order) => Assert.All((await lakehouses.GetAsync(order)).Differences, differences => differences.AssertNone());
}
