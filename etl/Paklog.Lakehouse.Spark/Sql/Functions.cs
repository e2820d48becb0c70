namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>
/// The functions of <c>org.apache.spark.sql.functions</c> under the names of Microsoft.Spark, for <c>using static</c>. Each makes a <see cref="Column"/>;
/// what it computes is said in Spark's own reference under the name in lower case with underscores. A value of type object is a column or a literal
/// (<see cref="Lit"/>). Functions that take lambdas, and what is not listed, are reached by <see cref="Expr"/> and <see cref="CallFunction"/>.
/// </summary>
public static partial class Functions
{
    internal const string ClassName = "org.apache.spark.sql.functions";

    /// <summary>The column of this name of the data frame that it is used on; <c>*</c> for all.</summary>
    public static Column Col(string columnName) => Call("col", columnName);

    /// <inheritdoc cref="Col"/>
    public static Column Column(string columnName) => Col(columnName);

    /// <summary>
    /// A literal: null, bool, numbers, <see cref="decimal"/> and <see cref="System.Data.SqlTypes.SqlDecimal"/>, string, byte[], <see cref="DateOnly"/> (DATE),
    /// <see cref="DateTimeOffset"/> and <see cref="DateTime"/> of kind UTC or local (TIMESTAMP), DateTime of no kind (TIMESTAMP_NTZ), lists of these; a column is itself.
    /// </summary>
    public static Column Lit(object? literal) => literal as Column ?? Literal.Of(literal);

    /// <summary>The data frame with a hint that a join should send all of it to every executor.</summary>
    public static DataFrame Broadcast(DataFrame df)
    {
        ArgumentNullException.ThrowIfNull(df);
        return df.Session.Frame(df.Session.Jvm.Static(ClassName, "broadcast", df));
    }

    /// <summary>Any function that SQL knows by this name, built in or registered; Spark 3.5 and later.</summary>
    public static Column CallFunction(string name, params Column[] columns) => Call("call_function", name, columns);

    /// <inheritdoc cref="CallFunction"/>
    public static Column CallUDF(string udfName, params Column[] columns) => Call("call_udf", udfName, columns);

    /// <inheritdoc cref="CallFunction"/>
    public static Column Call_UDF(string udfName, params Column[] columns) => Call("call_udf", udfName, columns);

    // Partition transforms for DataFrameWriterV2.PartitionedBy.
    public static Column Years(Column column) => Call("years", column);
    public static Column Months(Column column) => Call("months", column);
    public static Column Days(Column column) => Call("days", column);
    public static Column Hours(Column column) => Call("hours", column);
    public static Column Bucket(Column numBuckets, Column column) => Call("bucket", numBuckets, column);
    public static Column Bucket(int numBuckets, Column column) => Call("bucket", numBuckets, column);

    internal static Column Call(string function, params object?[] arguments) => new(new JvmExpression(ClassName, function, arguments));

    internal static Column[] Cols(IEnumerable<string> columnNames) => columnNames.Select(Col).ToArray();
}
