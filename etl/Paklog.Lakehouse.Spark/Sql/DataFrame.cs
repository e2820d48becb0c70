using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>
/// A query on Spark. Methods that give a data frame only describe and check it; Spark runs it for <see cref="Collect"/>, <see cref="Count"/>,
/// <see cref="Show"/>, <see cref="Write"/> and their like.
/// </summary>
public sealed partial class DataFrame
{
    internal DataFrame(SparkSession session, JvmObject reference)
    {
        Session = session;
        Reference = reference;
    }

    /// <summary>The <c>Dataset</c> in the JVM.</summary>
    public JvmObject Reference { get; }

    internal SparkSession Session { get; }

    private JvmCaller Jvm => Session.Jvm;

    /// <summary>A column of this data frame: in a join it is this side's.</summary>
    public Column this[string columnName] => Col(columnName);

    public Column Col(string colName) => new(Jvm.Object(Reference, "col", colName), colName);

    public Column ColRegex(string colName) => new(Jvm.Object(Reference, "colRegex", colName), colName);

    public DataFrame Select(params Column[] columns) => Frame("select", (object)columns);

    public DataFrame Select(string column, params string[] columns) => Frame("select", column, columns);

    public DataFrame SelectExpr(params string[] expressions) => Frame("selectExpr", (object)expressions);

    public DataFrame Filter(Column condition) => Frame("filter", condition);

    public DataFrame Filter(string conditionExpr) => Frame("filter", conditionExpr);

    public DataFrame Where(Column condition) => Frame("where", condition);

    public DataFrame Where(string conditionExpr) => Frame("where", conditionExpr);

    /// <summary>Every row with every row.</summary>
    public DataFrame Join(DataFrame right) => Frame("join", right);

    public DataFrame Join(DataFrame right, string usingColumn) => Frame("join", right, usingColumn);

    /// <param name="joinType"><c>inner</c>, <c>cross</c>, <c>outer</c>, <c>left</c>, <c>right</c>, <c>left_semi</c>, <c>left_anti</c>.</param>
    public DataFrame Join(DataFrame right, IEnumerable<string> usingColumns, string joinType = "inner") => Frame("join", right, usingColumns, joinType);

    /// <inheritdoc cref="Join(DataFrame, IEnumerable{string}, string)"/>
    public DataFrame Join(DataFrame right, Column joinExpr, string joinType = "inner") => Frame("join", right, joinExpr, joinType);

    public DataFrame CrossJoin(DataFrame right) => Frame("crossJoin", right);

    public DataFrame Sort(string column, params string[] columns) => Frame("sort", column, columns);

    public DataFrame Sort(params Column[] columns) => Frame("sort", (object)columns);

    public DataFrame OrderBy(string column, params string[] columns) => Frame("orderBy", column, columns);

    public DataFrame OrderBy(params Column[] columns) => Frame("orderBy", (object)columns);

    public DataFrame SortWithinPartitions(string column, params string[] columns) => Frame("sortWithinPartitions", column, columns);

    public DataFrame SortWithinPartitions(params Column[] columns) => Frame("sortWithinPartitions", (object)columns);

    /// <summary>Advice to the optimiser, for example <c>broadcast</c>.</summary>
    public DataFrame Hint(string name, object[]? parameters = null) => Frame("hint", name, parameters ?? []);

    public DataFrame As(string alias) => Frame("as", alias);

    public DataFrame Alias(string alias) => Frame("alias", alias);

    public RelationalGroupedDataset GroupBy(params Column[] columns) => Grouped("groupBy", (object)columns);

    public RelationalGroupedDataset GroupBy(string column, params string[] columns) => Grouped("groupBy", column, columns);

    public RelationalGroupedDataset Rollup(params Column[] columns) => Grouped("rollup", (object)columns);

    public RelationalGroupedDataset Rollup(string column, params string[] columns) => Grouped("rollup", column, columns);

    public RelationalGroupedDataset Cube(params Column[] columns) => Grouped("cube", (object)columns);

    public RelationalGroupedDataset Cube(string column, params string[] columns) => Grouped("cube", column, columns);

    public DataFrame Agg(Column expr, params Column[] exprs) => Frame("agg", expr, exprs);

    public DataFrame Observe(string name, Column expr, params Column[] exprs) => Frame("observe", name, expr, exprs);

    public DataFrame Limit(int n) => Frame("limit", n);

    /// <summary>The rows of both, by the positions of columns, duplicates kept.</summary>
    public DataFrame Union(DataFrame other) => Frame("union", other);

    public DataFrame UnionByName(DataFrame other) => Frame("unionByName", other);

    /// <param name="allowMissingColumns">Columns that one side lacks are null there.</param>
    public DataFrame UnionByName(DataFrame other, bool allowMissingColumns) => Frame("unionByName", other, allowMissingColumns);

    public DataFrame Intersect(DataFrame other) => Frame("intersect", other);

    public DataFrame IntersectAll(DataFrame other) => Frame("intersectAll", other);

    public DataFrame Except(DataFrame other) => Frame("except", other);

    public DataFrame ExceptAll(DataFrame other) => Frame("exceptAll", other);

    public DataFrame Sample(double fraction, bool withReplacement = false, long? seed = null) =>
        seed is { } number ? Frame("sample", withReplacement, fraction, number) : Frame("sample", withReplacement, fraction);

    public DataFrame WithColumn(string colName, Column col) => Frame("withColumn", colName, col);

    public DataFrame WithColumnRenamed(string existingName, string newName) => Frame("withColumnRenamed", existingName, newName);

    public DataFrame Drop(params string[] colNames) => Frame("drop", (object)colNames);

    public DataFrame Drop(Column col) => Frame("drop", col);

    public DataFrame DropDuplicates() => Frame("dropDuplicates");

    public DataFrame DropDuplicates(string col, params string[] cols) => Frame("dropDuplicates", col, cols);

    public DataFrame Distinct() => Frame("distinct");

    public DataFrame Describe(params string[] cols) => Frame("describe", (object)cols);

    public DataFrame Summary(params string[] statistics) => Frame("summary", (object)statistics);

    public DataFrame ToDF() => Frame("toDF");

    public DataFrame ToDF(params string[] colNames) => Frame("toDF", (object)colNames);

    /// <summary>A column <c>value</c> with each row as JSON.</summary>
    public DataFrame ToJSON() => Session.Frame(Jvm.Object(Jvm.Object(Reference, "toJSON"), "toDF"));

    public DataFrame Transform(Func<DataFrame, DataFrame> func)
    {
        ArgumentNullException.ThrowIfNull(func);
        return func(this);
    }

    public DataFrameNaFunctions Na() => new(Session, Jvm.Object(Reference, "na"));

    public DataFrame Repartition(int numPartitions) => Frame("repartition", numPartitions);

    public DataFrame Repartition(int numPartitions, params Column[] partitionExprs) => Frame("repartition", numPartitions, partitionExprs);

    public DataFrame Repartition(params Column[] partitionExprs) => Frame("repartition", (object)partitionExprs);

    public DataFrame RepartitionByRange(int numPartitions, params Column[] partitionExprs) => Frame("repartitionByRange", numPartitions, partitionExprs);

    public DataFrame RepartitionByRange(params Column[] partitionExprs) => Frame("repartitionByRange", (object)partitionExprs);

    public DataFrame Coalesce(int numPartitions) => Frame("coalesce", numPartitions);

    private DataFrame Frame(string method, params object?[] arguments) => Session.Frame(Jvm.Object(Reference, method, arguments));

    private RelationalGroupedDataset Grouped(string method, params object?[] arguments) => new(Session, Jvm.Object(Reference, method, arguments));
}
