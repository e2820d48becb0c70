using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Iceberg.Partitioning;

/// <summary>
/// Builds a partition spec over columns named by their path. Names follow the Java library: <c>ts_day</c>, <c>id_bucket</c>, <c>name_trunc</c>.
/// </summary>
public sealed class PartitionSpecBuilder(Schema schema, int lastAssignedFieldId = PartitionSpec.FirstFieldId - 1)
{
    private readonly List<PartitionField> fields = [];

    public PartitionSpecBuilder Identity(string column, string? name = null) => Add(column, Transform.Identity, name ?? column);

    public PartitionSpecBuilder Year(string column, string? name = null) => Add(column, Transform.Year, name ?? column + "_year");

    public PartitionSpecBuilder Month(string column, string? name = null) => Add(column, Transform.Month, name ?? column + "_month");

    public PartitionSpecBuilder Day(string column, string? name = null) => Add(column, Transform.Day, name ?? column + "_day");

    public PartitionSpecBuilder Hour(string column, string? name = null) => Add(column, Transform.Hour, name ?? column + "_hour");

    public PartitionSpecBuilder Bucket(string column, int buckets, string? name = null) => Add(column, Transform.Bucket(buckets), name ?? column + "_bucket");

    public PartitionSpecBuilder Truncate(string column, int width, string? name = null) => Add(column, Transform.Truncate(width), name ?? column + "_trunc");

    public PartitionSpecBuilder Void(string column, string? name = null) => Add(column, Transform.Void, name ?? column + "_null");

    /// <exception cref="IcebergException">
    /// NotFound for an unknown column, ValidationFailed when the transform does not take its type or the name is taken.
    /// </exception>
    public PartitionSpecBuilder Add(string column, Transform transform, string name)
    {
        var source = schema.GetField(column);
        if (!source.Type.IsPrimitive || !transform.CanTransform(source.Type))
        {
            throw new IcebergException(
                IcebergErrorKind.ValidationFailed, $"The transform {transform} does not take the column '{column}' of type {source.Type}.");
        }

        // A partition field may be named like a column only where it holds that column's values.
        var namesake = schema.FindField(name);
        var isOfItsColumn = namesake is null || (namesake.Id == source.Id && transform is (IdentityTransform or VoidTransform));
        if (!isOfItsColumn || fields.Any(field => field.Name == name))
        {
            throw new IcebergException(IcebergErrorKind.ValidationFailed, $"The partition field name '{name}' is taken by another partition field or column.");
        }

        fields.Add(new PartitionField(source.Id, lastAssignedFieldId + fields.Count + 1, name, transform));
        return this;
    }

    public PartitionSpec Build(int specId = 0) => new(specId, fields);
}
