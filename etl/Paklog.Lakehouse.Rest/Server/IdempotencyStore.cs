namespace Paklog.Lakehouse.Rest.Server;

/// <summary>
/// Answers by Idempotency-Key (OpenAPI, parameter <c>idempotency-key</c>): a retry of a request gets the answer of the first, also while that one is still at work.
/// What failed on the server's side is tried anew. Kept in memory, for <see cref="Lifetime"/> and up to <see cref="Capacity"/> answers.
/// </summary>
internal sealed class IdempotencyStore(TimeProvider clock)
{
    internal const int Capacity = 10_000;

    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = [];
    private readonly Queue<Entry> oldest = new();

    /// <param name="key">With who sent it: two callers never share a key.</param>
    /// <param name="request">Method and target; a key belongs to one request.</param>
    internal async Task<RestAnswer> AnswerAsync(string key, string request, Func<Task<RestAnswer>> work)
    {
        var promise = new TaskCompletionSource<RestAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var mine = new Entry(key, request, clock.GetUtcNow() + Lifetime, promise.Task);
        if (Add(mine) is { } known)
        {
            return known.Request == request
                ? await known.Answer
                : throw new RestException(422, "UnprocessableEntityException", "The Idempotency-Key was used for another request; give each request its own.");
        }

        try
        {
            var answer = await work();
            if (answer.Status >= 500)
                Forget(mine);
            promise.SetResult(answer);
            return answer;
        }
        catch (Exception e)
        {
            Forget(mine);
            promise.SetException(e);
            throw;
        }
    }

    /// <summary>The entry that has the key already, or null and the new one is there.</summary>
    private Entry? Add(Entry entry)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            while (oldest.TryPeek(out var first) && (first.Expires <= now || oldest.Count >= Capacity))
                Remove(oldest.Dequeue());
            if (entries.TryGetValue(entry.Key, out var known))
                return known;
            entries.Add(entry.Key, entry);
            oldest.Enqueue(entry);
            return null;
        }
    }

    private void Forget(Entry entry)
    {
        lock (gate)
            Remove(entry);
    }

    private void Remove(Entry entry)
    {
        if (entries.GetValueOrDefault(entry.Key) == entry)
            entries.Remove(entry.Key);
    }

    private sealed record Entry(string Key, string Request, DateTimeOffset Expires, Task<RestAnswer> Answer);
}
