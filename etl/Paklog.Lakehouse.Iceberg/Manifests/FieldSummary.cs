namespace Paklog.Lakehouse.Iceberg.Manifests;

/// <summary>
/// What values one partition field takes in a manifest (spec, "Manifest Lists"). Bounds are single-value bytes; null when all values are null or NaN.
/// </summary>
public sealed record FieldSummary(bool ContainsNull, bool? ContainsNan, byte[]? LowerBound, byte[]? UpperBound);
