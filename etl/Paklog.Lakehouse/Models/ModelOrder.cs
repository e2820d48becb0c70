using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Models;

/// <summary>Puts each model behind the models that it reads, and otherwise keeps their order.</summary>
internal static class ModelOrder
{
    /// <param name="reads">Whether the first reads the second.</param>
    /// <param name="circle">Models that read each other, so that none of them can be first. They are left out, and who only reads one of them is not.</param>
    internal static List<T> Sort<T>(IReadOnlyList<T> models, Func<T, TableIdentifier> table, Func<T, T, bool> reads, out List<T> circle)
        where T : class
    {
        var inCircle = models.Where(model => Reaches(model, model)).Select(table).ToHashSet();
        circle = [.. models.Where(model => inCircle.Contains(table(model)))];
        var ordered = new List<T>();
        var waiting = models.Except(circle).ToList();
        while (waiting.Count > 0)
        {
            var next = waiting.Find(model => !waiting.Exists(other => reads(model, other)))!;
            waiting.Remove(next);
            ordered.Add(next);
        }

        return ordered;

        bool Reaches(T from, T to)
        {
            var seen = new HashSet<TableIdentifier>();
            var open = new Stack<T>([from]);
            while (open.TryPop(out var model))
            {
                foreach (var next in models.Where(other => reads(model, other)))
                {
                    if (next == to)
                        return true;
                    if (seen.Add(table(next)))
                        open.Push(next);
                }
            }

            return false;
        }
    }
}
