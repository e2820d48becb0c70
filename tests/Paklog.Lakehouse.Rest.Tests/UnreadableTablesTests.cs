using System.Text.Json.Nodes;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Storage;
using Paklog.Lakehouse.Rest.Client;

namespace Paklog.Lakehouse.Rest.Tests;

/// <summary>Tables whose metadata is wrong, gone, or only unusual: the server answers for that table, and goes on with all others.</summary>
public sealed class UnreadableTablesTests : IAsyncLifetime
{
    private ServedWarehouse warehouse = null!;
    private RestSession rest = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        warehouse = await ServedWarehouse.StartAsync();
        rest = new RestSession(warehouse.Server.Uri);
        await rest.OkAsync("POST", "main/namespaces", """{"namespace":["silver"]}""");
        await rest.OkAsync("POST", "main/namespaces/silver/tables", RestSession.Creation("good"));
        await rest.OkAsync("POST", "main/namespaces/silver/tables", RestSession.Creation("bad"));
    }

    public async ValueTask DisposeAsync()
    {
        rest.Dispose();
        Assert.Empty(warehouse.Errors);
        await warehouse.DisposeAsync();
    }

    public static TheoryData<string, int, string> Damages => new()
    {
        { "gone", 404, "NotFoundException" },
        { "empty", 400, "BadRequestException" },
        { "no JSON", 400, "BadRequestException" },
        { "half a zstd", 400, "BadRequestException" },
        { "format 9", 406, "UnsupportedOperationException" },
        { "no schema", 400, "BadRequestException" },
        { "snapshots that contradict", 400, "BadRequestException" },
        { "a snapshot id that is text", 400, "BadRequestException" },
        { "a tag to nothing", 400, "BadRequestException" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_table_that_cannot_be_loaded_is_an_error_of_its_own_and_hides_no_other(string damage, int status, string type)
    {
        var location = (await rest.OkAsync("GET", "main/namespaces/silver/tables/bad")).GetProperty("metadata-location").GetString()!;
        Damage(Location.ToLocalPath(location), damage);

        var message = await rest.FailsAsync(status, type, "GET", "main/namespaces/silver/tables/bad");
        Assert.Contains("silver.bad", message, StringComparison.Ordinal);
        Assert.Contains(location, message, StringComparison.Ordinal);
        Assert.Equal(status, (int)(await rest.SendAsync("HEAD", "main/namespaces/silver/tables/bad")).Status);
        Assert.Equal(2, (await rest.OkAsync("GET", "main/namespaces/silver/tables")).GetProperty("identifiers").GetArrayLength());
        await rest.OkAsync("GET", "main/namespaces/silver/tables/good");
        await rest.OkAsync("POST", "main/namespaces/silver/tables/good", """{"requirements":[],"updates":[{"action":"set-properties","updates":{"a":"b"}}]}""");
        await rest.FailsAsync(status, type, "POST", "main/namespaces/silver/tables/bad", """{"requirements":[],"updates":[{"action":"set-properties","updates":{"a":"b"}}]}""");

        using var client = await RestCatalog.OpenAsync(warehouse.Server.Uri, new LocalFileIO(), cancellationToken: Token);
        var error = await Assert.ThrowsAsync<IcebergException>(() => client.LoadTableAsync(new TableIdentifier("silver", "bad"), "main", Token));
        Assert.Contains("silver.bad", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await client.LoadTableAsync(new TableIdentifier("silver", "good"), "main", Token));

        // Out of the way it can be taken all the same.
        await rest.OkAsync("DELETE", "main/namespaces/silver/tables/bad");
    }

    [Fact]
    public async Task A_snapshot_that_is_listed_twice_is_served_once()
    {
        var location = Register("twice", json => json["snapshots"] = new JsonArray(Snapshot(7), Snapshot(8), Snapshot(7)));
        var metadata = (await rest.OkAsync("POST", "main/namespaces/silver/register", $$"""{"name":"twice","metadata-location":"{{location}}"}""")).GetProperty("metadata");

        Assert.Equal([7L, 8], metadata.GetProperty("snapshots").EnumerateArray().Select(snapshot => snapshot.GetProperty("snapshot-id").GetInt64()));
        await rest.OkAsync("GET", "main/namespaces/silver/tables/twice?snapshots=refs");
    }

    [Fact]
    public async Task What_others_leave_out_or_add_is_served_as_it_came()
    {
        var location = Register("odd", json =>
        {
            json["snapshots"] = new JsonArray(new JsonObject { ["snapshot-id"] = 7, ["timestamp-ms"] = 1, ["manifests"] = new JsonArray("file:///m0.avro"), ["vendor"] = 3 });
            json["vendor"] = new JsonObject { ["x"] = 1 };
        });
        var metadata = (await rest.OkAsync("POST", "main/namespaces/silver/register", $$"""{"name":"odd","metadata-location":"{{location}}"}""")).GetProperty("metadata");

        Assert.Equal("""{"x":1}""", metadata.GetProperty("vendor").GetRawText());
        var snapshot = metadata.GetProperty("snapshots")[0];
        Assert.Equal(("""["file:///m0.avro"]""", 3), (snapshot.GetProperty("manifests").GetRawText(), snapshot.GetProperty("vendor").GetInt32()));
        Assert.False(snapshot.TryGetProperty("summary", out _));
    }

    private static JsonObject Snapshot(long id) => new()
    {
        ["snapshot-id"] = id,
        ["sequence-number"] = id,
        ["timestamp-ms"] = 1,
        ["manifest-list"] = $"file:///{id}.avro",
        ["summary"] = new JsonObject { ["operation"] = "append" },
    };

    /// <summary>Writes the metadata of a table of another's.</summary>
    private string Register(string name, Action<JsonObject> change)
    {
        var path = Path.Combine(warehouse.Folder, $"{name}.metadata.json");
        var source = Directory.EnumerateFiles(warehouse.Folder, "00000-*.metadata.json", SearchOption.AllDirectories).First();
        Change(source, path, json =>
        {
            json["table-uuid"] = Guid.NewGuid().ToString();
            json["last-sequence-number"] = 9;
            change(json);
        });
        return Location.OfLocalPath(path);
    }

    private static void Change(string from, string to, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllBytes(from))!.AsObject();
        change(json);
        File.WriteAllText(to, json.ToJsonString());
    }

    private static void Damage(string path, string damage)
    {
        switch (damage)
        {
            case "gone": File.Delete(path); break;
            case "empty": File.WriteAllBytes(path, []); break;
            case "no JSON": File.WriteAllText(path, "<html>"); break;
            case "half a zstd": File.WriteAllBytes(path, [0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x00]); break;
            case "format 9": Change(path, path, json => json["format-version"] = 9); break;
            case "no schema": Change(path, path, json => json["schemas"] = new JsonArray()); break;
            case "a snapshot id that is text": Change(path, path, json => json["current-snapshot-id"] = "seven"); break;
            case "a tag to nothing": Change(path, path, json => json["refs"] = new JsonObject { ["t"] = new JsonObject { ["snapshot-id"] = 7, ["type"] = "tag" } }); break;
            default:
                Change(path, path, json =>
                {
                    var other = Snapshot(7);
                    other["manifest-list"] = "file:///other.avro";
                    json["snapshots"] = new JsonArray(Snapshot(7), other);
                });
                break;
        }
    }
}
