using System.Collections;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>Equality of values of rows by what they hold. NaN equals NaN, as in Spark's own comparisons of rows.</summary>
internal static class ValueEquality
{
    public static bool Equal(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (IDictionary one, IDictionary other) => one.Count == other.Count && one.Keys.Cast<object>().All(key => other.Contains(key) && Equal(one[key], other[key])),
        (IList one, IList other) => one.Count == other.Count && Enumerable.Range(0, one.Count).All(index => Equal(one[index], other[index])),
        _ => left.Equals(right),
    };

    public static int Hash(object? value)
    {
        var hash = new HashCode();
        switch (value)
        {
            case IDictionary map:
                hash.Add(map.Count);
                break;
            case IList list:
                foreach (object? element in list)
                    hash.Add(Hash(element));
                break;
            default:
                hash.Add(value);
                break;
        }

        return hash.ToHashCode();
    }
}
