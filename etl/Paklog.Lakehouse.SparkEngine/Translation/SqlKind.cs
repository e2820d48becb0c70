namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>What the translation knows of a value's type without binding anything.</summary>
internal enum SqlKind
{
    /// <summary>A column, or something made of one.</summary>
    Unknown,
    Null,
    Boolean,
    Integer,
    Decimal,
    Float,
    Double,
    Text,
    Blob,
    Date,
    Timestamp,
    TimestampTz,
    Interval,
    List,
    Struct,
    Map,
}
