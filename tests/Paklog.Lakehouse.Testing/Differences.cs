using System.Text;

namespace Paklog.Lakehouse.Testing;

/// <summary>All that a comparison found.</summary>
/// <param name="Table">What was compared.</param>
/// <param name="Compared">How many rows the truth has: a comparison with nothing proves nothing.</param>
/// <param name="Found">Every difference.</param>
public sealed record Differences(string Table, int Compared, IReadOnlyList<Difference> Found)
{
    /// <summary>Fails the test with the counts by kind and the first ten; fails it too where the truth had no row.</summary>
    public void AssertNone()
    {
        if (Compared == 0)
            Assert.Fail($"{Table}: there was nothing to compare with.");
        if (Found.Count > 0)
            Assert.Fail(ToString());
    }

    public override string ToString()
    {
        var text = new StringBuilder($"{Table}: {Found.Count} differences from {Compared} rows");
        foreach (var kind in Found.GroupBy(difference => difference.What).OrderByDescending(kind => kind.Count()))
            text.Append($"\n  {kind.Key}: {kind.Count()}");
        foreach (var difference in Found.Take(10))
            text.Append($"\n  {difference}");
        return text.ToString();
    }
}
