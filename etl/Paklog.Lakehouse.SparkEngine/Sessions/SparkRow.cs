using System.Globalization;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Spark.Sql;

namespace Paklog.Lakehouse.SparkEngine.Sessions;

/// <summary>A row that Spark gave.</summary>
internal sealed class SparkRow(Row row) : ISqlRow
{
    public bool IsNull(int column) => row.IsNullAt(column);

    public bool GetBoolean(int column) => (bool)row[column]!;

    public int GetInt32(int column) => Convert.ToInt32(row[column], CultureInfo.InvariantCulture);

    public long GetInt64(int column) => Convert.ToInt64(row[column], CultureInfo.InvariantCulture);

    public string GetString(int column) => (string)row[column]!;

    public int GetDays(int column) => row.GetAs<DateOnly>(column).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
}
