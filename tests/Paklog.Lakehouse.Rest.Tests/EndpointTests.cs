using System.Net;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Rest.Tests;

public sealed class EndpointTests : IAsyncLifetime
{
    private ServedWarehouse warehouse = null!;
    private RestSession rest = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        warehouse = await ServedWarehouse.StartAsync();
        rest = new RestSession(warehouse.Server.Uri);
        await rest.OkAsync("POST", "main/namespaces", """{"namespace":["silver"]}""");
    }

    public async ValueTask DisposeAsync()
    {
        rest.Dispose();
        Assert.Empty(warehouse.Errors);
        await warehouse.DisposeAsync();
    }

    [Theory]
    [InlineData("staging", "staging")]
    [InlineData("run/2026-01/7", "run~2026-01~7")]
    [InlineData("tables", "~tables")]
    public async Task A_branch_is_reached_by_the_prefix_that_config_gives(string branch, string prefix)
    {
        await warehouse.Catalog.CreateReferenceAsync(branch, ReferenceKind.Branch, (await warehouse.Catalog.LoadReferenceAsync("main", Token))!.Hash, Token);

        var config = await rest.OkAsync("GET", $"config?warehouse={Uri.EscapeDataString(branch)}");
        Assert.Equal(prefix, config.GetProperty("overrides").GetProperty("prefix").GetString());
        await rest.OkAsync("POST", $"{prefix}/namespaces/silver/tables", RestSession.Creation("orders"));

        Assert.NotNull(await warehouse.Catalog.LoadTableAsync(new TableIdentifier("silver", "orders"), branch, Token));
        Assert.Null(await warehouse.Catalog.LoadTableAsync(new TableIdentifier("silver", "orders"), "main", Token));
        await rest.FailsAsync(404, "NoSuchTableException", "GET", "namespaces/silver/tables/orders");
        await rest.OkAsync("HEAD", $"{Uri.EscapeDataString(prefix)}/namespaces/silver/tables/orders");
    }

    [Fact]
    public async Task The_warehouse_of_the_whole_catalog_is_its_main_branch_and_an_unknown_one_is_refused()
    {
        Assert.Equal("main", (await rest.OkAsync("GET", "config")).GetProperty("overrides").GetProperty("prefix").GetString());
        Assert.Equal("main", (await rest.OkAsync("GET", $"config?warehouse={Uri.EscapeDataString(warehouse.Location)}/")).GetProperty("overrides").GetProperty("prefix").GetString());
        Assert.Contains("no branch, tag or commit 'stagin'", await rest.FailsAsync(404, "NoSuchWarehouseException", "GET", "config?warehouse=stagin"), StringComparison.Ordinal);
        Assert.Contains("no branch", await rest.FailsAsync(404, "NotFoundException", "GET", "stagin/namespaces"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_is_read_and_not_written()
    {
        await rest.OkAsync("POST", "main/namespaces/silver/tables", RestSession.Creation("orders"));
        await warehouse.Catalog.CreateReferenceAsync("v1", ReferenceKind.Tag, (await warehouse.Catalog.LoadReferenceAsync("main", Token))!.Hash, Token);
        await rest.OkAsync("GET", "v1/namespaces/silver/tables/orders");
        Assert.Contains("is a tag", await rest.FailsAsync(400, "IllegalArgumentException", "DELETE", "v1/namespaces/silver/tables/orders"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_with_slashes_dots_and_spaces_and_namespaces_in_namespaces_stay_themselves()
    {
        await rest.OkAsync("POST", "main/namespaces", """{"namespace":["a","b/c","d.e"],"properties":{"owner":"ana"}}""");
        await rest.OkAsync("POST", "main/namespaces/a%1Fb%2Fc%1Fd.e/tables", RestSession.Creation("my ta/b+le 1%2F"));

        Assert.Equal("""[["a"],["silver"]]""", (await rest.OkAsync("GET", "main/namespaces")).GetProperty("namespaces").GetRawText());
        Assert.Equal("""[["a","b/c","d.e"]]""", (await rest.OkAsync("GET", "main/namespaces?parent=a%1Fb%2Fc")).GetProperty("namespaces").GetRawText());
        Assert.Equal("ana", (await rest.OkAsync("GET", "main/namespaces/a%1Fb%2Fc%1Fd.e")).GetProperty("properties").GetProperty("owner").GetString());
        var listed = (await rest.OkAsync("GET", "main/namespaces/a%1Fb%2Fc%1Fd.e/tables")).GetProperty("identifiers")[0];
        Assert.Equal(("""["a","b/c","d.e"]""", "my ta/b+le 1%2F"), (listed.GetProperty("namespace").GetRawText(), listed.GetProperty("name").GetString()));
        await rest.OkAsync("HEAD", "main/namespaces/a%1Fb%2Fc%1Fd.e/tables/my+ta%2Fb%2Ble%201%252F");
        Assert.Equal("a.b/c.d.e is not empty.", (await rest.FailsAsync(409, "NamespaceNotEmptyException", "DELETE", "main/namespaces/a%1Fb%2Fc%1Fd.e"))["Namespace ".Length..][..23]);
        await rest.FailsAsync(404, "NoSuchNamespaceException", "GET", "main/namespaces?parent=x");
    }

    [Fact]
    public async Task Listings_come_in_pages_that_nothing_shifts()
    {
        foreach (var name in (string[])["b", "d", "a", "e", "c"])
            await rest.OkAsync("POST", "main/namespaces/silver/tables", RestSession.Creation(name));
        var first = await rest.OkAsync("GET", "main/namespaces/silver/tables?pageSize=2&pageToken=");
        await rest.OkAsync("DELETE", "main/namespaces/silver/tables/a");
        var second = await rest.OkAsync("GET", $"main/namespaces/silver/tables?pageSize=2&pageToken={first.GetProperty("next-page-token").GetString()}");
        var third = await rest.OkAsync("GET", $"main/namespaces/silver/tables?pageSize=2&pageToken={second.GetProperty("next-page-token").GetString()}");

        Assert.Equal(["a,b", "c,d", "e"], new[] { first, second, third }.Select(Names));
        Assert.False(third.TryGetProperty("next-page-token", out _));
        Assert.Equal("b,c,d,e", Names(await rest.OkAsync("GET", "main/namespaces/silver/tables")));
        await rest.FailsAsync(400, "BadRequestException", "GET", "main/namespaces/silver/tables?pageSize=0");

        static string Names(JsonElement page) => string.Join(',', page.GetProperty("identifiers").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_table_gets_ids_a_place_and_properties_of_its_own_unless_its_creator_says_otherwise()
    {
        const string partitioned = ""","partition-spec":{"fields":[{"source-id":9,"name":"day","transform":"identity"}]}""";
        var metadata = (await rest.OkAsync("POST", "main/namespaces/silver/tables", RestSession.Creation("orders", partitioned))).GetProperty("metadata");
        var staged = await rest.OkAsync("POST", "main/namespaces/silver/tables", RestSession.Creation("later", ""","stage-create":true"""));
        var own = (await rest.OkAsync(
            "POST", "main/namespaces/silver/tables", RestSession.Creation("own", $$""","location":"{{warehouse.Location}}/own-place","properties":{"gc.enabled":"true","format-version":"1"}"""))).GetProperty("metadata");

        Assert.Equal([1, 2], metadata.GetProperty("schemas")[0].GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("id").GetInt32()));
        Assert.Equal((2, 1000), (metadata.GetProperty("partition-specs")[0].GetProperty("fields")[0].GetProperty("source-id").GetInt32(), metadata.GetProperty("last-partition-id").GetInt32()));
        Assert.StartsWith($"{warehouse.Location}/silver/orders-", metadata.GetProperty("location").GetString(), StringComparison.Ordinal);
        foreach (var created in new[] { metadata, staged.GetProperty("metadata") })
        {
            Assert.Equal("false", created.GetProperty("properties").GetProperty("gc.enabled").GetString());
            Assert.Equal("false", created.GetProperty("properties").GetProperty("write.metadata.delete-after-commit.enabled").GetString());
        }

        Assert.Equal(("true", $"{warehouse.Location}/own-place", 1), (own.GetProperty("properties").GetProperty("gc.enabled").GetString(), own.GetProperty("location").GetString(), own.GetProperty("format-version").GetInt32()));
        Assert.False(own.GetProperty("properties").TryGetProperty("format-version", out _));
        Assert.False(staged.TryGetProperty("metadata-location", out _));
        await rest.FailsAsync(404, "NoSuchTableException", "GET", "main/namespaces/silver/tables/later");
    }

    [Fact]
    public async Task What_a_client_has_already_is_not_sent_again()
    {
        await rest.OkAsync("POST", "main/namespaces/silver/tables", RestSession.Creation("orders"));
        var (_, _, first) = await rest.SendAsync("GET", "main/namespaces/silver/tables/orders");
        var (same, body, _) = await rest.SendAsync("GET", "main/namespaces/silver/tables/orders", null, ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal((HttpStatusCode.NotModified, JsonValueKind.Undefined), (same, body.ValueKind));
        await rest.OkAsync("POST", "main/namespaces/silver/tables/orders", """{"requirements":[],"updates":[{"action":"set-properties","updates":{"a":"1"}}]}""");
        var (changed, _, _) = await rest.SendAsync("GET", "main/namespaces/silver/tables/orders", null, ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.OK, changed);
    }

    [Fact]
    public async Task All_tables_of_a_transaction_change_or_none()
    {
        await rest.OkAsync("POST", "main/namespaces/silver/tables", RestSession.Creation("orders"));
        await rest.OkAsync("POST", "main/namespaces/silver/tables", RestSession.Creation("items"));
        var uuid = (await rest.OkAsync("GET", "main/namespaces/silver/tables/items")).GetProperty("metadata").GetProperty("table-uuid").GetString()!;

        Assert.StartsWith(
            "Requirement failed: UUID does not match",
            await rest.FailsAsync(409, "CommitFailedException", "POST", "main/transactions/commit", Both("11111111-2222-4333-8444-555555555555")), StringComparison.Ordinal);
        Assert.False((await PropertiesAsync("orders")).TryGetProperty("a", out _));
        await rest.OkAsync("POST", "main/transactions/commit", Both(uuid));

        Assert.Equal(("1", "1"), ((await PropertiesAsync("orders")).GetProperty("a").GetString(), (await PropertiesAsync("items")).GetProperty("a").GetString()));
        Assert.Equal(2, (await warehouse.Catalog.LogAsync("main", 1, Token))[0].Changes.Count);
        await rest.FailsAsync(404, "NoSuchTableException", "POST", "main/transactions/commit", Both(uuid).Replace("orders", "nothing", StringComparison.Ordinal));

        static string Both(string uuid) => $$$"""
            {"table-changes":[
            {"identifier":{"namespace":["silver"],"name":"orders"},"requirements":[],"updates":[{"action":"set-properties","updates":{"a":"1"}}]},
            {"identifier":{"namespace":["silver"],"name":"items"},"requirements":[{"type":"assert-table-uuid","uuid":"{{{uuid}}}"}],"updates":[{"action":"set-properties","updates":{"a":"1"}}]}]}
            """;

        async Task<JsonElement> PropertiesAsync(string name) => (await rest.OkAsync("GET", $"main/namespaces/silver/tables/{name}")).GetProperty("metadata").GetProperty("properties");
    }

    [Fact]
    public async Task What_is_no_request_of_the_specification_is_refused_with_a_sentence()
    {
        Assert.Contains("not JSON", await rest.FailsAsync(400, "BadRequestException", "POST", "main/namespaces", "{\"namespace\":"), StringComparison.Ordinal);
        Assert.Contains("lacks 'namespace'", await rest.FailsAsync(400, "BadRequestException", "POST", "main/namespaces", "{}"), StringComparison.Ordinal);
        Assert.Contains("without a name", await rest.FailsAsync(400, "BadRequestException", "POST", "main/namespaces", """{"namespace":[]}"""), StringComparison.Ordinal);
        await rest.OkAsync("POST", "main/namespaces/silver/tables", RestSession.Creation("orders"));
        const string unknown = """{"requirements":[{"type":"assert-moon-phase"}],"updates":[]}""";
        Assert.Contains("assert-moon-phase", await rest.FailsAsync(406, "UnsupportedOperationException", "POST", "main/namespaces/silver/tables/orders", unknown), StringComparison.Ordinal);
        Assert.Contains("nothing at GET", await rest.FailsAsync(404, "NotFoundException", "GET", "main/functions"), StringComparison.Ordinal);
        await rest.FailsAsync(422, "UnprocessableEntityException", "POST", "main/namespaces/silver/properties", """{"removals":["a"],"updates":{"a":"1"}}""");
        await rest.OkAsync("POST", "main/namespaces/silver/tables/orders/metrics", """{"report-type":"scan-report","table-name":"orders"}""");
    }
}
