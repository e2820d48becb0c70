namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>An expression in Spark SQL, complete in itself (no parentheses are needed around it), and what is known of its type.</summary>
/// <param name="Members">Of a struct that was just packed: the expressions of its fields.</param>
/// <param name="Arithmetic">Of a sum, a difference or a product that is checked for its overflow: itself without the check.</param>
internal readonly record struct SparkText(string Sql, SqlType Type, IReadOnlyList<KeyValuePair<string, SparkText>>? Members = null, UncheckedArithmetic? Arithmetic = null)
{
    /// <summary>Whether it costs nothing to write it several times: a column, a field of one, a lambda's parameter, a literal.</summary>
    public bool IsPlain => !Sql.AsSpan().ContainsAny('(', ' ');

    /// <summary>Whether an expression holds a window or a subquery, which would be computed as often as it is written.</summary>
    public static bool IsCostly(string sql) => sql.Contains(" OVER ", StringComparison.Ordinal) || sql.Contains("SELECT ", StringComparison.Ordinal);

    public override string ToString() => Sql;
}
