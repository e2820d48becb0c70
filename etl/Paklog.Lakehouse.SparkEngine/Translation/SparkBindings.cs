using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>What the names in a text stand for when it runs on Spark.</summary>
public sealed class SparkBindings
{
    /// <summary>The Spark relation of a table or view, as it is written into the text; by schema (null where the text names none) and name.</summary>
    public required Func<string?, string, string> Table { get; init; }

    /// <summary>The session's time zone.</summary>
    public Func<string> TimeZone { get; init; } = () => TimeFunctions.Utc;

    /// <summary>
    /// The columns of a table or view as DuckDB has them; null where they are not known. What is known of types makes the text shorter; what it decides is decided by Spark otherwise,
    /// but for UNION BY NAME over <c>SELECT *</c>: Spark SQL unites by position, so that needs the names.
    /// </summary>
    public Func<string?, string, IReadOnlyList<DuckDbField>?> Columns { get; init; } = (_, _) => null;
}
