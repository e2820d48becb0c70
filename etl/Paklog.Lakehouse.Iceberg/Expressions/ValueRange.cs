using System.Text;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Expressions;

/// <summary>
/// What is known of a field's values in a file or a manifest: bounds of those that are neither null nor NaN. It answers whether some value may
/// meet a predicate, and says yes whenever it does not know.
/// </summary>
/// <param name="Lower">No greater than any value; null when not known.</param>
/// <param name="Upper">No less than any value; null when not known.</param>
/// <param name="MayHoldNaN">Engines order NaN above all numbers (Spark and DuckDB do), bounds leave it out: it may meet > and >=.</param>
internal readonly record struct ValueRange(object? Lower, object? Upper, bool MayHoldNaN)
{
    /// <summary>Bounds from their bytes. Text is compared as UTF-8 bytes, since a bound may have been cut inside a character by another writer.</summary>
    internal static ValueRange FromBytes(byte[]? lower, byte[]? upper, IcebergType type, bool mayHoldNaN) =>
        new(Decode(lower, type), Decode(upper, type), mayHoldNaN);

    internal bool MayMeet(BoundPredicate predicate) => predicate.Operation switch
    {
        Operation.Equal or Operation.In => predicate.Literals.Any(MayHold),
        Operation.LessThan => !(Lower is not null && IcebergValue.Compare(Lower, Comparable(predicate.Literal)) >= 0),
        Operation.LessThanOrEqual => !(Lower is not null && CompareZerosEqual(Lower, Comparable(predicate.Literal)) > 0),
        Operation.GreaterThan => MayHoldNaN || !(Upper is not null && IcebergValue.Compare(Upper, Comparable(predicate.Literal)) <= 0),
        Operation.GreaterThanOrEqual => MayHoldNaN || !(Upper is not null && CompareZerosEqual(Upper, Comparable(predicate.Literal)) < 0),
        Operation.StartsWith => MayStartWith(Encoding.UTF8.GetBytes((string)predicate.Literal)),
        _ => true,
    };

    private bool MayHold(object literal)
    {
        var value = Comparable(literal);
        return !(Lower is not null && CompareZerosEqual(Lower, value) > 0) && !(Upper is not null && CompareZerosEqual(Upper, value) < 0);
    }

    private bool MayStartWith(byte[] prefix) =>
        !(Lower is byte[] lower && lower.AsSpan(0, Math.Min(lower.Length, prefix.Length)).SequenceCompareTo(prefix) > 0)
        && !(Upper is byte[] upper && upper.AsSpan(0, Math.Min(upper.Length, prefix.Length)).SequenceCompareTo(prefix) < 0);

    /// <summary>SQL holds -0.0 and +0.0 for equal, the order of bounds does not: a zero bound excludes neither.</summary>
    private static int CompareZerosEqual(object left, object right) =>
        left is 0f or 0d && right is 0f or 0d ? 0 : IcebergValue.Compare(left, right);

    private static object Comparable(object literal) => literal is string text ? Encoding.UTF8.GetBytes(text) : literal;

    private static object? Decode(byte[]? bytes, IcebergType type)
    {
        // The Java library ordered uuids by signed longs for years, so their bounds may stand in either order.
        if (bytes is null || type.TypeId == TypeId.Uuid)
        {
            return null;
        }

        try
        {
            var value = type.TypeId == TypeId.String ? bytes : SingleValue.FromBytes(bytes, type);
            return value is float.NaN or double.NaN ? null : value;
        }
        catch (IcebergException)
        {
            return null;
        }
    }
}
