using Paklog.Lakehouse.Declarations;

namespace Paklog.Lakehouse.Engine;

/// <summary>
/// What lands files and computes the tables of a run: SQL over relations, tables as relations, rows of a query as data files. All engines take the same SQL (DuckDB's dialect) and give equal rows; what they write belongs to no
/// snapshot until the run commits it.
/// </summary>
public interface IEngine : IDisposable
{
    /// <summary>As <c>--engine</c> names it.</summary>
    string Name { get; }

    /// <summary>Bytes of files; a step of a run whose tables hold fewer in all is left to the embedded engine, since to begin work here would take longer than to do it there. 0: none is.</summary>
    long EmbeddedThreshold => 0;

    ISqlSession Sql { get; }

    ITableReader Reader { get; }

    ITableWriter Writer { get; }

    /// <summary>Reads input files; null where the process that lands them does.</summary>
    IEnvelopeReader? Envelopes => null;

    /// <summary>A relation of an input with the columns of its look-ups, see <see cref="LookUp"/>.</summary>
    /// <param name="dimension">The relation of each look-up's dimension.</param>
    Task<string> WidenAsync(string input, IReadOnlyList<LookUp> lookUps, Func<LookUp, string> dimension, CancellationToken cancellationToken);

    /// <summary>Gives up what a step held: copies of files, kept rows. Relations made before are good no longer.</summary>
    void Release();
}
