namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>The types of format v2 (spec, "Schemas and Data Types"), and one for all that came with v3.</summary>
public enum TypeId
{
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Decimal,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    String,
    Uuid,
    Fixed,
    Binary,
    Format3,
    Struct,
    List,
    Map,
}
