using System.Net;
using Paklog.Lakehouse.Rest.Server;

namespace Paklog.Lakehouse.Rest.Tests;

/// <summary>Requests with an Idempotency-Key.</summary>
public sealed class RetryTests
{
    private const string Key = "Idempotency-Key";

    [Fact]
    public async Task A_retry_gets_the_first_answer_and_changes_nothing()
    {
        await using var warehouse = await ServedWarehouse.StartAsync();
        using var rest = new RestSession(warehouse.Server.Uri);
        const string body = """{"namespace":["silver"],"properties":{"a":"1"}}""";
        var first = await rest.OkAsync("POST", "main/namespaces", body, (Key, "k1"));
        Assert.Equal(first.GetRawText(), (await rest.OkAsync("POST", "main/namespaces", body, (Key, "k1"))).GetRawText());
        await rest.FailsAsync(409, "AlreadyExistsException", "POST", "main/namespaces", body, (Key, "k2"));
        await rest.OkAsync("DELETE", "main/namespaces/silver", null, (Key, "k3"));
        await rest.OkAsync("DELETE", "main/namespaces/silver", null, (Key, "k3"));

        // Also what failed by the client's fault.
        await rest.FailsAsync(409, "AlreadyExistsException", "POST", "main/namespaces", body, (Key, "k2"));
        await rest.FailsAsync(422, "UnprocessableEntityException", "DELETE", "main/namespaces/silver", null, (Key, "k1"));
        Assert.Equal(3, (await warehouse.Catalog.LogAsync("main", 10, TestContext.Current.CancellationToken)).Count);
        Assert.Equal("PT30M", (await rest.OkAsync("GET", "config")).GetProperty("idempotency-key-lifetime").GetString());
    }

    [Fact]
    public async Task A_retry_of_what_is_still_at_work_waits_for_it()
    {
        var store = new IdempotencyStore(TimeProvider.System);
        var gate = new TaskCompletionSource<RestAnswer>();
        var first = store.AnswerAsync("k", "POST /a", () => gate.Task);
        var second = store.AnswerAsync("k", "POST /a", () => throw new InvalidOperationException("It must not run twice."));
        Assert.False(second.IsCompleted);
        var answer = new RestAnswer(200, "x"u8.ToArray());
        gate.SetResult(answer);
        Assert.Same(answer, await first);
        Assert.Same(answer, await second);
    }

    [Fact]
    public async Task What_failed_on_the_servers_side_is_tried_anew()
    {
        var store = new IdempotencyStore(TimeProvider.System);
        await Assert.ThrowsAsync<IOException>(() => store.AnswerAsync("a", "POST /a", () => throw new IOException()));
        Assert.Equal(503, (await store.AnswerAsync("a", "POST /a", () => Task.FromResult(new RestAnswer(503, default)))).Status);
        Assert.Equal((int)HttpStatusCode.NoContent, (await store.AnswerAsync("a", "POST /a", () => Task.FromResult(RestAnswer.NoContent))).Status);
        Assert.Equal((int)HttpStatusCode.NoContent, (await store.AnswerAsync("a", "POST /a", () => throw new IOException())).Status);
    }

    [Fact]
    public async Task Answers_are_kept_for_a_while_and_not_without_end()
    {
        var clock = new MovableClock();
        var store = new IdempotencyStore(clock);
        var runs = 0;
        await AnswerAsync("a");
        clock.Now += IdempotencyStore.Lifetime - TimeSpan.FromSeconds(1);
        await AnswerAsync("a");
        Assert.Equal(1, runs);
        clock.Now += TimeSpan.FromSeconds(1);
        await AnswerAsync("a");
        Assert.Equal(2, runs);
        for (var i = 0; i < IdempotencyStore.Capacity; i++)
            await AnswerAsync($"{i}");
        await AnswerAsync("a");
        Assert.Equal(2 + IdempotencyStore.Capacity + 1, runs);

        Task AnswerAsync(string key) => store.AnswerAsync(key, "POST /a", () =>
        {
            runs++;
            return Task.FromResult(RestAnswer.NoContent);
        });
    }
}
