using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Queries;

/// <summary>What a query gives, as the engine computes it.</summary>
public sealed class QueryResult : IDisposable
{
    private readonly QuestionSession session;

    internal QueryResult(QuestionSession session, DuckDbResult rows) => (this.session, Rows) = (session, rows);

    public DuckDbResult Rows { get; }

    public void Dispose()
    {
        Rows.Dispose();
        session.Dispose();
    }
}
