namespace Paklog.Lakehouse.Spark.Sql;

// Functions over a window.
public static partial class Functions
{
    public static Column CumeDist() => Call("cume_dist");
    public static Column DenseRank() => Call("dense_rank");
    public static Column NthValue(Column column, int offset, bool ignoreNulls = false) => Call("nth_value", column, offset, ignoreNulls);
    public static Column Ntile(int n) => Call("ntile", n);
    public static Column PercentRank() => Call("percent_rank");
    public static Column Rank() => Call("rank");
    public static Column RowNumber() => Call("row_number");
    public static Column Lag(Column column, int offset, object? defaultValue = null) => Call("lag", column, offset, defaultValue);
    public static Column Lag(string columnName, int offset, object? defaultValue = null) => Lag(Col(columnName), offset, defaultValue);
    public static Column Lag(Column column, int offset, object? defaultValue, bool ignoreNulls) => Call("lag", column, offset, defaultValue, ignoreNulls);
    public static Column Lead(Column column, int offset, object? defaultValue = null) => Call("lead", column, offset, defaultValue);
    public static Column Lead(string columnName, int offset, object? defaultValue = null) => Lead(Col(columnName), offset, defaultValue);
    public static Column Lead(Column column, int offset, object? defaultValue, bool ignoreNulls) => Call("lead", column, offset, defaultValue, ignoreNulls);
}
