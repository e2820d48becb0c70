namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>The types of format v2 (spec, "Schemas and Data Types").</summary>
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
    Struct,
    List,
    Map,
}
