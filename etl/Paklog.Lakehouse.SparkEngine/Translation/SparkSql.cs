using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>
/// One text for two engines: prints in Spark SQL what a text in DuckDB's dialect says, so that both give equal rows in a session with <see cref="Settings"/>.
/// The README beside this says what differs.
/// </summary>
/// <param name="parser">Any open connection: it parses and is not changed.</param>
public sealed class SparkSql(DuckDbConnection parser, SparkBindings bindings)
{
    private readonly DuckDbSyntax syntax = new(parser);
    private readonly Idioms idioms = new(parser);

    /// <summary>
    /// What the session must be set to: no ANSI mode; decimals exact or NULL, never rounded to fewer digits; UTC, but for models, which run in the lakehouse's time zone.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["spark.sql.ansi.enabled"] = "false",
        ["spark.sql.decimalOperations.allowPrecisionLoss"] = "false",
        ["spark.sql.session.timeZone"] = "UTC",

        // What the printed text means: literals as they stand (Spark would put settings and variables of the environment in place of ${...}), TIMESTAMP with a time zone.
        ["spark.sql.variable.substitute"] = "false",
        ["spark.sql.parser.escapedStringLiterals"] = "false",
        ["spark.sql.timestampType"] = "TIMESTAMP_LTZ",

        // Else Spark 4 may give JSON inside JSON as it stands, by which EnvelopeSql would prove nothing.
        ["spark.sql.json.enableExactStringParsing"] = "false",
    };

    /// <summary>A whole SELECT, with its WITH, set operations and subqueries.</summary>
    /// <param name="parameters">The values of $1, $2, ...</param>
    /// <exception cref="LakehouseException">The text holds something that has no translation; the sentence names it.</exception>
    public string Select(string select, params IReadOnlyList<object?> parameters) =>
        new SelectPrinter(new PrintingContext(select, bindings, parameters, idioms)).Print(syntax.Parse(select)).Sql;

    /// <summary>One expression, as in <c>SET column = expression</c>.</summary>
    /// <inheritdoc cref="Select"/>
    public string Expression(string expression, params IReadOnlyList<object?> parameters) =>
        new SelectPrinter(new PrintingContext(expression, bindings, parameters, idioms)).Expressions.Print(syntax.ParseExpression(expression)).Sql;

    /// <summary>Spark's name of a type of DuckDB.</summary>
    /// <exception cref="LakehouseException">Spark has no such type.</exception>
    public string Type(string name) => SqlType.Of(syntax.ParseType(name)).Name;
}
