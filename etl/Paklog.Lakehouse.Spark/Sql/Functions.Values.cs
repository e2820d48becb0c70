namespace Paklog.Lakehouse.Spark.Sql;

// Values, conditions and nulls.
public static partial class Functions
{
    public static Column Abs(Column column) => Call("abs", column);
    public static Column Array(params Column[] columns) => Call("array", (object)columns);
    public static Column Array(string columnName, params string[] columnNames) => Call("array", (object)Cols([columnName, .. columnNames]));
    public static Column Map(params Column[] columns) => Call("map", (object)columns);
    public static Column MapFromArrays(Column key, Column values) => Call("map_from_arrays", key, values);
    public static Column Coalesce(params Column[] columns) => Call("coalesce", (object)columns);
    public static Column InputFileName() => Call("input_file_name");
    public static Column IsNaN(Column column) => Call("isnan", column);
    public static Column IsNull(Column column) => Call("isnull", column);
    public static Column MonotonicallyIncreasingId() => Call("monotonically_increasing_id");
    public static Column NaNvl(Column column1, Column column2) => Call("nanvl", column1, column2);
    public static Column Negate(Column column) => Call("negate", column);
    public static Column Not(Column column) => Call("not", column);
    public static Column Rand(long seed) => Call("rand", seed);
    public static Column Rand() => Call("rand");
    public static Column Randn(long seed) => Call("randn", seed);
    public static Column Randn() => Call("randn");
    public static Column SparkPartitionId() => Call("spark_partition_id");
    public static Column Sqrt(Column column) => Call("sqrt", column);
    public static Column Sqrt(string columnName) => Call("sqrt", Col(columnName));
    public static Column Struct(params Column[] columns) => Call("struct", (object)columns);
    public static Column Struct(string columnName, params string[] columnNames) => Call("struct", (object)Cols([columnName, .. columnNames]));
    public static Column When(Column condition, object? value) => Call("when", condition, value);
    public static Column BitwiseNOT(Column column) => Call("bitwiseNOT", column);
    public static Column Bitwise_Not(Column column) => Call("bitwise_not", column);
    public static Column Expr(string expr) => Call("expr", expr);
    public static Column EqualNull(Column left, Column right) => Call("equal_null", left, right);
    public static Column IsNotNull(Column column) => Call("isnotnull", column);
    public static Column IfNull(Column column, Column instead) => Call("ifnull", column, instead);
    public static Column NullIf(Column left, Column right) => Call("nullif", left, right);
    public static Column Nvl(Column column, Column instead) => Call("nvl", column, instead);
    public static Column Nvl2(Column column, Column ifNotNull, Column ifNull) => Call("nvl2", column, ifNotNull, ifNull);
    public static Column TryAdd(Column left, Column right) => Call("try_add", left, right);
    public static Column TryDivide(Column left, Column right) => Call("try_divide", left, right);
    public static Column TryMultiply(Column left, Column right) => Call("try_multiply", left, right);
    public static Column TrySubtract(Column left, Column right) => Call("try_subtract", left, right);
    public static Column Uuid() => Call("uuid");
    public static Column NamedStruct(params Column[] columns) => Call("named_struct", (object)columns);
}
