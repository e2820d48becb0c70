using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Engine;

/// <summary>A further connection to the embedded engine for one question, with a database of its own: its views, variables and settings are seen by nobody else, and go with it.</summary>
internal sealed class QuestionSession : IDisposable
{
    private readonly string name = $"question_{Guid.NewGuid():N}";
    private readonly Action end;

    /// <param name="end">Called when the session is over.</param>
    internal QuestionSession(DuckDbConnection connection, ManifestCache manifests, DataFiles files, Action end)
    {
        this.end = end;
        Connection = connection;
        Reader = new TableReader(connection, manifests, files);
        connection.Execute($"attach ':memory:' as {name}; use {name}");
    }

    internal DuckDbConnection Connection { get; }

    internal TableReader Reader { get; }

    public void Dispose()
    {
        Connection.Execute($"use memory; detach {name}");
        Connection.Dispose();
        end();
    }
}
