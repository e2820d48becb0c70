namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>An Avro schema with the attributes by which Iceberg carries field ids (spec Appendix A, "Avro").</summary>
internal abstract record AvroSchema;

internal enum AvroKind
{
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
}

internal sealed record AvroPrimitive(AvroKind Kind, string? LogicalType = null, int Precision = 0, int Scale = 0, bool AdjustToUtc = false) : AvroSchema
{
    internal static AvroPrimitive Null { get; } = new(AvroKind.Null);

    public override string ToString() => LogicalType switch
    {
        null => Kind.ToString().ToLowerInvariant(),
        "decimal" => $"{Kind.ToString().ToLowerInvariant()} ({LogicalType} of scale {Scale})",
        _ => $"{Kind.ToString().ToLowerInvariant()} ({LogicalType})",
    };
}

/// <param name="HasLength">
/// The bytes are preceded by their length, against the Avro specification: the Java library writes so all fixed values that are neither decimals nor
/// uuids (apache/iceberg#17501).
/// </param>
internal sealed record AvroFixed(string Name, int Size, string? LogicalType = null, int Precision = 0, int Scale = 0, bool HasLength = false) : AvroSchema
{
    public override string ToString() => LogicalType switch
    {
        null => $"fixed[{Size}]",
        "decimal" => $"fixed[{Size}] ({LogicalType} of scale {Scale})",
        _ => $"fixed[{Size}] ({LogicalType})",
    };
}

internal sealed record AvroEnum(string Name, IReadOnlyList<string> Symbols) : AvroSchema
{
    public override string ToString() => $"enum {Name}";
}

/// <summary>A record; its fields may refer to the record itself, so they are set after its name is known.</summary>
internal sealed record AvroRecord(string Name) : AvroSchema
{
    internal List<AvroField> Fields { get; } = [];

    public bool Equals(AvroRecord? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"record {Name}";
}

/// <param name="IcebergName">The name before it was made an Avro name, when that changed it.</param>
internal sealed record AvroField(string Name, AvroSchema Schema, int? FieldId, string? Doc = null, string? IcebergName = null, bool DefaultNull = false);

/// <param name="IsMap">The items are records of a key and a value (logicalType map).</param>
internal sealed record AvroArray(AvroSchema Items, int? ElementId, bool IsMap = false) : AvroSchema
{
    public override string ToString() => $"array of {Items}";
}

internal sealed record AvroMap(AvroSchema Values) : AvroSchema
{
    public override string ToString() => $"map of {Values}";
}

internal sealed record AvroUnion(IReadOnlyList<AvroSchema> Branches) : AvroSchema
{
    internal static AvroUnion Optional(AvroSchema schema) => new([AvroPrimitive.Null, schema]);

    public override string ToString() => $"union of {string.Join(", ", Branches)}";
}
