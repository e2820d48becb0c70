using System.Text.Json;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Recordings;

/// <summary>silver.finance_ledger against the defects that were planted in a recording.</summary>
internal static class LedgerDefects
{
    public static void Assert(Truth truth, IReadOnlyList<JsonElement> ledger)
    {
        var planned = truth.PlannedDefects();
        Xunit.Assert.NotEmpty(planned);
        var found = ledger.Where(row => row.GetProperty("recon_class").GetString() is not ("matched" or "refunded" or "open"))
            .GroupBy(row => row.GetProperty("recon_class").GetString()!)
            .ToDictionary(defect => defect.Key, defect => defect.Select(row => row.GetProperty("order_id").GetInt64()).Order().ToList());
        Xunit.Assert.Equal(planned.Keys.Order(), found.Keys.Order());
        Xunit.Assert.All(planned, defect => Xunit.Assert.Equal(defect.Value, found[defect.Key]));
        Xunit.Assert.DoesNotContain(ledger, row => row.GetProperty("captured_not_shipped").GetBoolean());
    }
}
