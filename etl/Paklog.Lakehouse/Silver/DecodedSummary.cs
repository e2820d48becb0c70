using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Silver;

/// <summary>What is among the rows of the table <c>decoded</c>, by one pass.</summary>
/// <param name="Rejected">Some do not fit the contract.</param>
/// <param name="ZeroDates">Rows with a time of 1970-01-01T00:00:00 in a required column, which may be a zero date of MySQL.</param>
/// <param name="Truncates">Some are truncates.</param>
/// <param name="Sources">How many sources they come from.</param>
internal sealed record DecodedSummary(bool Rejected, long ZeroDates, bool Truncates, long Sources)
{
    public static DecodedSummary Read(ISqlSession sql)
    {
        using var rows = sql.Query("select coalesce(bool_or(_rejected), false), count(*) filter (_zero_date), coalesce(bool_or(_op = 't'), false), count(distinct _source) from decoded");
        rows.Read();
        return new DecodedSummary(rows.GetBoolean(0), rows.GetInt64(1), rows.GetBoolean(2), rows.GetInt64(3));
    }
}
