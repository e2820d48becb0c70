using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Conformance;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Tests.Catalogs.Embedded;

/// <summary>An embedded catalog whose every byte is determined: memory for a disk, a clock that stands still, uuids that count.</summary>
internal sealed class MemoryWarehouse
{
    internal const string Location = "file:///warehouse";

    private int uuids;

    internal MemoryFiles Files { get; } = new();

    internal MemoryReferences References { get; } = new();

    /// <summary>Each call opens the catalog anew, so that nothing is cached.</summary>
    internal Task<EmbeddedCatalog> OpenAsync(EmbeddedCatalogOptions? options = null) => EmbeddedCatalog.OpenAsync(
        Location,
        Files,
        References,
        (options ?? new EmbeddedCatalogOptions()) with
        {
            Clock = new StandingClock(),
            NewGuid = () => Guid.Parse($"00000000-0000-4000-8000-{Interlocked.Increment(ref uuids):d12}"),
            Random = () => 0,
        },
        TestContext.Current.CancellationToken);

    internal async Task<string> ReadHeadAsync(string branch = ICatalog.MainBranch) => (await References.ReadAsync(branch))!.Hash;

    internal string ReadObject(string hash) => System.Text.Encoding.UTF8.GetString(Files[LocationOf(hash)]);

    internal static string LocationOf(string hash) => $"{Location}/catalog/objects/{hash[..2]}/{hash[2..]}.json";

    /// <summary>The root of the tree of entries at the head of main.</summary>
    internal async Task<string?> ReadRootAsync()
    {
        using var commit = System.Text.Json.JsonDocument.Parse(ReadObject(await ReadHeadAsync()));
        return commit.RootElement.GetProperty("root").GetString();
    }

    /// <summary>Writes the metadata of a table that no catalog knows yet, and returns its location.</summary>
    internal async Task<string> WriteMetadataAsync(string name)
    {
        var uuid = new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
        var creation = TestTable.Creation(new TableIdentifier("any", name), new AssignUuid(uuid), new SetLocation($"{Location}/registered/{name}"));
        var location = $"{Location}/registered/{name}/metadata/00000-{uuid}.metadata.json";
        await Files.WriteAsync(location, TableMetadataJson.Write(TableMetadataBuilder.Apply(null, null, creation.Updates, new StandingClock())));
        return location;
    }

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 31, 12, 30, 0, 123, 456, TimeSpan.Zero);
    }
}
