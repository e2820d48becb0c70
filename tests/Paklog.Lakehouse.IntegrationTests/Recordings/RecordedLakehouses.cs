namespace Paklog.Lakehouse.IntegrationTests.Recordings;

/// <summary>The recordings landed and run at once, each when the first test asks for it.</summary>
public sealed class RecordedLakehouses : IDisposable
{
    private readonly Dictionary<string, TestLakehouse> opened = [];

    internal Task<TestLakehouse> MainAsync() => GetAsync(Recording.Main);

    /// <param name="form">plain, typed, flat or outbox.</param>
    internal Task<TestLakehouse> SmallAsync(string form) => GetAsync(Recording.Small(form));

    public void Dispose()
    {
        foreach (var lakehouse in opened.Values)
            lakehouse.Dispose();
    }

    private async Task<TestLakehouse> GetAsync(string topics)
    {
        if (opened.TryGetValue(topics, out var known))
            return known;
        var lakehouse = await TestLakehouse.OpenAsync();
        await lakehouse.LandAsync(topics);
        await lakehouse.RunAsync();
        opened.Add(topics, lakehouse);
        return lakehouse;
    }
}

/// <summary>Tests over whole recordings share them and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class RecordingCollection : ICollectionFixture<RecordedLakehouses>
{
    public const string Name = "Recordings";
}
