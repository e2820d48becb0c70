using Paklog.Lakehouse.IntegrationTests.Events;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Generated;

/// <summary>The judge judged: by what was written by hand for the scenarios, and by what the simulated databases say of themselves.</summary>
public sealed class EventModelTests
{
    public static TheoryData<string> Scenarios { get; } = [.. ScenarioLakehouses.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_model_says_what_was_written_by_hand(string name)
    {
        var scenario = ScenarioLakehouses.All.Single(scenario => scenario.Name == name);
        var lines = scenario.Lines.ToArray();
        new Random(1).Shuffle(lines);

        var model = ModelScenario.Of(scenario.Name, scenario.Table, lines);

        Assert.Equal(scenario.Current, model.Current);
        Assert.Equal(scenario.History, model.History);
    }

    [Theory]
    [InlineData("mariadb")]
    [InlineData("postgresql")]
    public void The_model_says_what_the_databases_committed(string connector)
    {
        foreach (var seed in Enumerable.Range(1, 100))
        {
            var database = new DatabaseSimulation(connector == "mariadb" ? SourceTable.MariaDb($"m{seed}", "docs", "id") : SourceTable.Postgres($"p{seed}", "docs", "id"), seed);
            database.Run(60);

            var (rows, history) = EventModel.Of(ModelInput.Of(database.Events), ["title", "body"]);

            Assert.Equal(database.Rows.Values.Select(row => (row.Id, row.Title, row.Body)).Order(), rows.Select(row => (row.Key, row.Value["title"], row.Value["body"])).Order());
            Assert.Equal(
                database.History.SelectMany(key => key.Value.Select(version => (key.Key, version.From, version.To, version.Row.Title, version.Row.Body))).Order(),
                history.SelectMany(key => key.Value.Select(version => (key.Key, version.From, version.To, version.Row["title"], version.Row["body"]))).Order());
        }
    }
}
