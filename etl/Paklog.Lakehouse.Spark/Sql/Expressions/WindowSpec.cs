namespace Paklog.Lakehouse.Spark.Sql.Expressions;

/// <summary>Which rows a function over a window sees: how they are partitioned and ordered, and the frame around each. See <see cref="Window"/>.</summary>
public sealed class WindowSpec
{
    internal WindowSpec(JvmExpression expression) => Expression = expression;

    internal JvmExpression Expression { get; }

    public WindowSpec PartitionBy(string colName, params string[] colNames) => Apply("partitionBy", (object)Functions.Cols([colName, .. colNames]));

    public WindowSpec PartitionBy(params Column[] columns) => Apply("partitionBy", (object)columns);

    public WindowSpec OrderBy(string colName, params string[] colNames) => Apply("orderBy", (object)Functions.Cols([colName, .. colNames]));

    public WindowSpec OrderBy(params Column[] columns) => Apply("orderBy", (object)columns);

    /// <summary>The frame by numbers of rows from the current one, both ends included.</summary>
    public WindowSpec RowsBetween(long start, long end) => Apply("rowsBetween", start, end);

    /// <summary>The frame by distances of the ordering value from the current row's, both ends included.</summary>
    public WindowSpec RangeBetween(long start, long end) => Apply("rangeBetween", start, end);

    private WindowSpec Apply(string method, params object?[] arguments) => new(new JvmExpression(Expression, method, arguments));
}
