namespace Paklog.Lakehouse.Spark.Sql.Expressions;

/// <summary>Begins a <see cref="WindowSpec"/>.</summary>
public static class Window
{
    private const string ClassName = "org.apache.spark.sql.expressions.Window";

    /// <summary>The first row of the partition (Spark: <c>Window.unboundedPreceding</c>).</summary>
    public static long UnboundedPreceding => long.MinValue;

    /// <summary>The last row of the partition.</summary>
    public static long UnboundedFollowing => long.MaxValue;

    public static long CurrentRow => 0;

    public static WindowSpec PartitionBy(string colName, params string[] colNames) => Begin("partitionBy", (object)Functions.Cols([colName, .. colNames]));

    public static WindowSpec PartitionBy(params Column[] columns) => Begin("partitionBy", (object)columns);

    public static WindowSpec OrderBy(string colName, params string[] colNames) => Begin("orderBy", (object)Functions.Cols([colName, .. colNames]));

    public static WindowSpec OrderBy(params Column[] columns) => Begin("orderBy", (object)columns);

    /// <inheritdoc cref="WindowSpec.RowsBetween"/>
    public static WindowSpec RowsBetween(long start, long end) => Begin("rowsBetween", start, end);

    /// <inheritdoc cref="WindowSpec.RangeBetween"/>
    public static WindowSpec RangeBetween(long start, long end) => Begin("rangeBetween", start, end);

    private static WindowSpec Begin(string method, params object?[] arguments) => new(new JvmExpression(ClassName, method, arguments));
}
