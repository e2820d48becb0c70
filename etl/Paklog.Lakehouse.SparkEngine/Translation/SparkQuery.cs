namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>A query in Spark SQL and what is known of its columns.</summary>
/// <param name="Columns">In order, as far as the text names them; after a star over a table there may be others.</param>
/// <param name="IsWhole">Whether these are all columns, at their places.</param>
internal sealed record SparkQuery(string Sql, IReadOnlyList<KeyValuePair<string, SqlType>> Columns, bool IsWhole)
{
    public override string ToString() => Sql;

    /// <summary>The types by name, under an alias's names where it gives any.</summary>
    public IReadOnlyDictionary<string, SqlType> Types(IReadOnlyList<string> names) => names.Count == 0 ? Scope.ByName(Columns) : IsWhole ? Scope.Renamed(Columns, names) : Scope.NoTypes;
}
