using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Engine;

namespace Sample.Providers;

/// <summary>An engine that counts the SELECTs whose rows it keeps, and has another compute them.</summary>
public sealed class CountingEngine : IEngine
{
    private readonly IEngine inner;
    private readonly CountingSession session;

    public CountingEngine(IEngine inner) => (this.inner, session) = (inner, new CountingSession(inner.Sql));

    public string Name => "counting";

    public long Kept => session.Kept;

    public ISqlSession Sql => session;

    public ITableReader Reader => inner.Reader;

    public ITableWriter Writer => inner.Writer;

    public Task<string> WidenAsync(string input, IReadOnlyList<LookUp> lookUps, Func<LookUp, string> dimension, CancellationToken cancellationToken) =>
        inner.WidenAsync(input, lookUps, dimension, cancellationToken);

    public void Release() => inner.Release();

    public void Dispose() => inner.Dispose();
}
