namespace Paklog.Lakehouse.Spark.Sql;

// The order of columns.
public static partial class Functions
{
    public static Column Asc(string columnName) => Call("asc", columnName);
    public static Column AscNullsFirst(string columnName) => Call("asc_nulls_first", columnName);
    public static Column AscNullsLast(string columnName) => Call("asc_nulls_last", columnName);
    public static Column Desc(string columnName) => Call("desc", columnName);
    public static Column DescNullsFirst(string columnName) => Call("desc_nulls_first", columnName);
    public static Column DescNullsLast(string columnName) => Call("desc_nulls_last", columnName);
}
