using System.Globalization;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Declarations;

/// <summary>The epoch of an event as an expression over a Bronze row <c>e</c>.</summary>
internal static class EpochSql
{
    public static string Expression(IEnumerable<Epoch> epochs)
    {
        var cases = string.Concat(epochs.OrderByDescending(epoch => epoch.Number).Select(epoch => $" when {Condition(epoch)} then {epoch.Number.ToString(CultureInfo.InvariantCulture)}"));
        return cases.Length == 0 ? "0" : $"(case{cases} else 0 end)";
    }

    private static string Condition(Epoch epoch)
    {
        var conditions = new List<string> { $"e.source_name = {DuckDbLiteral.Quote(epoch.Source)}" };
        if (epoch.ServerId is { } server)
            conditions.Add($"json_extract_string(e.source, '$.server_id') = '{server.ToString(CultureInfo.InvariantCulture)}'");
        if (epoch.GtidDomain is { } domain)
            conditions.Add($"starts_with(json_extract_string(e.source, '$.gtid'), '{domain.ToString(CultureInfo.InvariantCulture)}-')");
        if (epoch.From is { } from)
            conditions.Add($"e.event_time >= {InstantSql.Literal(from)}");
        return string.Join(" and ", conditions);
    }
}
