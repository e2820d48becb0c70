using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>The groups of <see cref="DataFrame.GroupBy(Column[])"/>, to be aggregated.</summary>
public sealed class RelationalGroupedDataset
{
    private readonly SparkSession session;
    private readonly JvmObject reference;

    internal RelationalGroupedDataset(SparkSession session, JvmObject reference)
    {
        this.session = session;
        this.reference = reference;
    }

    public DataFrame Agg(Column expr, params Column[] exprs) => Frame("agg", expr, exprs);

    /// <summary>A column <c>count</c> with the number of rows.</summary>
    public DataFrame Count() => Frame("count");

    /// <summary>Of these columns, or of all numeric ones; so are the others.</summary>
    public DataFrame Mean(params string[] colNames) => Frame("mean", (object)colNames);

    public DataFrame Avg(params string[] colNames) => Frame("avg", (object)colNames);

    public DataFrame Max(params string[] colNames) => Frame("max", (object)colNames);

    public DataFrame Min(params string[] colNames) => Frame("min", (object)colNames);

    public DataFrame Sum(params string[] colNames) => Frame("sum", (object)colNames);

    /// <summary>The values of a column become columns.</summary>
    public RelationalGroupedDataset Pivot(string pivotColumn) => Grouped("pivot", pivotColumn);

    /// <summary>These values of a column become columns, in this order.</summary>
    public RelationalGroupedDataset Pivot(string pivotColumn, IEnumerable<object> values) => Grouped("pivot", pivotColumn, values);

    public RelationalGroupedDataset Pivot(Column pivotColumn) => Grouped("pivot", pivotColumn);

    public RelationalGroupedDataset Pivot(Column pivotColumn, IEnumerable<object> values) => Grouped("pivot", pivotColumn, values);

    private DataFrame Frame(string method, params object?[] arguments) => session.Frame(session.Jvm.Object(reference, method, arguments));

    private RelationalGroupedDataset Grouped(string method, params object?[] arguments) => new(session, session.Jvm.Object(reference, method, arguments));
}
