using System.Globalization;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Spark.Sql;

namespace Paklog.Lakehouse.SparkEngine.Sessions;

/// <summary>Rows that Spark gave.</summary>
internal sealed class SparkRows(IEnumerable<Row> rows) : ISqlRows
{
    private readonly IEnumerator<Row> rows = rows.GetEnumerator();

    public bool Read() => rows.MoveNext();

    public bool IsNull(int column) => rows.Current.IsNullAt(column);

    public bool GetBoolean(int column) => (bool)rows.Current[column]!;

    public int GetInt32(int column) => Convert.ToInt32(rows.Current[column], CultureInfo.InvariantCulture);

    public long GetInt64(int column) => Convert.ToInt64(rows.Current[column], CultureInfo.InvariantCulture);

    public string GetString(int column) => (string)rows.Current[column]!;

    public int GetDays(int column) => rows.Current.GetAs<DateOnly>(column).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>The value as Spark gave it.</summary>
    public object? Value(int column) => rows.Current[column];

    public void Dispose() => rows.Dispose();
}
