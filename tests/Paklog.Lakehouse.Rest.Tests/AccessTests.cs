using System.Net;
using System.Text;
using Paklog.Lakehouse.Rest.Server;

namespace Paklog.Lakehouse.Rest.Tests;

public sealed class AccessTests : IAsyncLifetime
{
    private const string Form = "grant_type=client_credentials&scope=catalog&client_id={0}&client_secret={1}";

    private readonly MovableClock clock = new();
    private ServedWarehouse warehouse = null!;
    private RestSession anyone = null!;

    public async ValueTask InitializeAsync()
    {
        warehouse = await ServedWarehouse.StartAsync(clock, new RestClient("etl", "5ecret-of-etl", RestAccess.Write), new RestClient("dashboards", "0ther-secret", RestAccess.Read));
        anyone = new RestSession(warehouse.Server.Uri);
    }

    public async ValueTask DisposeAsync()
    {
        anyone.Dispose();
        await warehouse.DisposeAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5ecret-of-et")]
    [InlineData("etl")]
    [InlineData("ZXRs.99999999999.AAAA")]
    public async Task Nothing_is_told_without_a_token_that_is_known(string? token)
    {
        using var rest = new RestSession(warehouse.Server.Uri, token);
        await rest.FailsAsync(401, "NotAuthorizedException", "GET", "config");
        await rest.FailsAsync(401, "NotAuthorizedException", "GET", "main/namespaces");
        await rest.FailsAsync(401, "NotAuthorizedException", "POST", "main/namespaces", """{"namespace":["a"]}""");
        Assert.Equal("Bearer", (await rest.SendAsync("GET", "config")).Response.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reader_reads_and_changes_nothing(bool isIssued)
    {
        using var writer = new RestSession(warehouse.Server.Uri, isIssued ? await IssuedAsync("etl", "5ecret-of-etl") : "5ecret-of-etl");
        using var reader = new RestSession(warehouse.Server.Uri, isIssued ? await IssuedAsync("dashboards", "0ther-secret") : "0ther-secret");
        await writer.OkAsync("POST", "main/namespaces", """{"namespace":["silver"]}""");
        await writer.OkAsync("POST", "main/namespaces/silver/tables", RestSession.Creation("orders"));

        await reader.OkAsync("GET", "main/namespaces/silver/tables/orders");
        await reader.OkAsync("POST", "main/namespaces/silver/tables/orders/metrics", """{"report-type":"scan-report"}""");
        (string Method, string Path, string? Body)[] changes =
        [
            ("POST", "main/namespaces", """{"namespace":["b"]}"""),
            ("POST", "main/namespaces/silver/properties", """{"updates":{"a":"1"}}"""),
            ("DELETE", "main/namespaces/silver", null),
            ("POST", "main/namespaces/silver/tables", RestSession.Creation("more")),
            ("POST", "main/namespaces/silver/tables/orders", """{"requirements":[],"updates":[]}"""),
            ("DELETE", "main/namespaces/silver/tables/orders", null),
            ("POST", "main/tables/rename", "{}"),
            ("POST", "main/transactions/commit", """{"table-changes":[]}"""),
            ("POST", "main/namespaces/silver/register", "{}"),
            ("POST", "main/namespaces/silver/views", "{}"),
            ("DELETE", "main/namespaces/silver/views/a", null),
        ];
        foreach (var (method, path, body) in changes)
            Assert.Equal("'dashboards' may read and not write.", await reader.FailsAsync(403, "ForbiddenException", method, path, body));
        Assert.Equal("etl", (await warehouse.Catalog.LogAsync("main", 1, TestContext.Current.CancellationToken))[0].Author);
    }

    [Fact]
    public async Task A_token_ends_and_is_exchanged_for_a_later_one_before()
    {
        var token = await IssuedAsync("etl", "5ecret-of-etl");
        clock.Now += TimeSpan.FromMinutes(50);
        const string exchange = "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token_type=urn:ietf:params:oauth:token-type:access_token&subject_token=";
        var later = (await anyone.OkAsync("POST", "oauth/tokens", exchange + token)).GetProperty("access_token").GetString();
        clock.Now += TimeSpan.FromMinutes(10);

        using var old = new RestSession(warehouse.Server.Uri, token);
        using var renewed = new RestSession(warehouse.Server.Uri, later);
        await old.FailsAsync(401, "NotAuthorizedException", "GET", "config");
        await renewed.OkAsync("GET", "config");
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("etl:5ecret-of-etl"));
        await anyone.OkAsync("POST", "oauth/tokens", exchange + token, ("Authorization", $"Basic {basic}"));
        Assert.Equal("invalid_client", (await anyone.SendAsync("POST", "oauth/tokens", exchange + token)).Body.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("etl", "0ther-secret")]
    [InlineData("nobody", "5ecret-of-etl")]
    [InlineData("", "")]
    public async Task A_wrong_secret_gets_no_token(string name, string secret)
    {
        var (status, body, _) = await anyone.SendAsync("POST", "oauth/tokens", string.Format(Form, name, secret));
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (status, body.GetProperty("error").GetString()));
        Assert.Equal("unsupported_grant_type", (await anyone.SendAsync("POST", "oauth/tokens", "grant_type=password")).Body.GetProperty("error").GetString());
    }

    [Fact]
    public void A_token_is_of_its_client_and_its_secret()
    {
        var etl = new RestClient("etl", "5ecret-of-etl", RestAccess.Write);
        var token = new Tokens([etl], clock).Issue(etl);
        Assert.Equal(etl, new Tokens([etl with { Name = "other", Secret = "0ther-secret" }, etl], clock).Find(token));
        Assert.Null(new Tokens([etl with { Secret = "another-secret" }], clock).Find(token));
        Assert.Null(new Tokens([etl with { Name = "ana" }], clock).Find(token));
    }

    [Theory]
    [InlineData("Origin", "https://pages.example")]
    [InlineData("Origin", "null")]
    [InlineData("Host", "pages.example")]
    public async Task A_page_in_a_browser_is_not_answered(string header, string value)
    {
        await using var open = await ServedWarehouse.StartAsync();
        using var rest = new RestSession(open.Server.Uri);
        await rest.FailsAsync(403, "ForbiddenException", "POST", "main/namespaces", """{"namespace":["a"]}""", (header, value));
        await rest.OkAsync("GET", "main/namespaces", null, ("Host", $"localhost:{open.Server.Uri.Port}"));
    }

    private async Task<string> IssuedAsync(string name, string secret)
    {
        var answer = await anyone.OkAsync("POST", "oauth/tokens", string.Format(Form, name, secret));
        Assert.Equal(("bearer", 3600), (answer.GetProperty("token_type").GetString(), answer.GetProperty("expires_in").GetInt32()));
        return answer.GetProperty("access_token").GetString()!;
    }
}
