using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Silver;

/// <summary>What is among the rows of decoded events, by one pass.</summary>
/// <param name="Rejected">Some do not fit the contract.</param>
/// <param name="ZeroDates">Rows with a time of 1970-01-01T00:00:00 in a required column, which may be a zero date of MySQL.</param>
/// <param name="Truncates">Some are truncates.</param>
/// <param name="Sources">How many sources they come from.</param>
internal sealed record DecodedSummary(bool Rejected, long ZeroDates, bool Truncates, long Sources)
{
    public static Task<DecodedSummary> ReadAsync(ISqlSession sql, WorkTable decoded, CancellationToken cancellationToken) => sql.SingleAsync(
        $"select coalesce(bool_or(_rejected), false), count(*) filter (_zero_date), coalesce(bool_or(_op = 't'), false), count(distinct _source) from {decoded}",
        row => new DecodedSummary(row.GetBoolean(0), row.GetInt64(1), row.GetBoolean(2), row.GetInt64(3)),
        cancellationToken);
}
