using System.Globalization;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Benchmarks;

/// <summary>The line by which shared/bench tells that the work was done: counts of Bronze, versions, current customers, orders and revenue.</summary>
internal static class CheckLine
{
    public static string Read(DuckDbConnection connection, string query)
    {
        using var result = connection.Query(query);
        result.Read();
        return string.Join(" | ", Enumerable.Range(0, result.Columns.Count).Select(column => Convert.ToString(result.GetValue(column), CultureInfo.InvariantCulture)!.Split('.')[0]));
    }
}
