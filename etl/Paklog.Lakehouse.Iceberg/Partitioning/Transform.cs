using System.Globalization;
using System.Text.RegularExpressions;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Partitioning;

/// <summary>
/// A partition or sort transform (spec, "Partition Transforms"). Values are represented as <see cref="IcebergValue"/> says;
/// every transform maps null to null. <see cref="object.ToString"/> gives the text of the spec.
/// </summary>
public abstract partial record Transform
{
    public static Transform Identity { get; } = new IdentityTransform();

    public static Transform Year { get; } = new TimeTransform(TimeUnit.Year);

    public static Transform Month { get; } = new TimeTransform(TimeUnit.Month);

    public static Transform Day { get; } = new TimeTransform(TimeUnit.Day);

    public static Transform Hour { get; } = new TimeTransform(TimeUnit.Hour);

    public static Transform Void { get; } = new VoidTransform();

    public static Transform Bucket(int buckets) => new BucketTransform(buckets);

    public static Transform Truncate(int width) => new TruncateTransform(width);

    /// <summary>Reads a transform; one that is not known becomes an <see cref="UnknownTransform"/>, which is kept and never used.</summary>
    public static Transform Parse(string text) => text switch
    {
        "identity" => Identity,
        "year" => Year,
        "month" => Month,
        "day" => Day,
        "hour" => Hour,
        "void" => Void,
        _ => ParseWithWidth(text) ?? new UnknownTransform(text),
    };

    /// <summary>Whether the transform is defined for this source type.</summary>
    public abstract bool CanTransform(IcebergType source);

    /// <summary>The type of the values that come out.</summary>
    /// <exception cref="IcebergException">Unsupported for an unknown transform.</exception>
    public abstract IcebergType ResultType(IcebergType source);

    /// <summary>The transformed value of a value of type <paramref name="source"/>.</summary>
    public abstract object? Apply(object? value, IcebergType source);

    /// <summary>A transformed value as it stands in a partition path, not yet URL-encoded: <c>2026-01-31</c> for a day, <c>null</c> for null.</summary>
    public virtual string ToHumanString(object? value, IcebergType resultType) => IcebergValue.ToHumanString(value, resultType);

    public abstract override string ToString();

    private static Transform? ParseWithWidth(string text)
    {
        var match = WithWidth().Match(text);
        return match.Success && int.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width > 0
            ? match.Groups[1].Value == "bucket" ? Bucket(width) : Truncate(width)
            : null;
    }

    [GeneratedRegex(@"^(bucket|truncate)\[([0-9]+)\]$")]
    private static partial Regex WithWidth();
}
