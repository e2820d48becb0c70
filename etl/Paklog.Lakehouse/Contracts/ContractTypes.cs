using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts;

/// <summary>The types that a contract may give to a column, and the encodings that go with them.</summary>
internal static class ContractTypes
{
    /// <summary>Reads an Iceberg type string or <c>list&lt;type&gt;</c>, whose element id is yet to be assigned.</summary>
    /// <exception cref="IcebergException">The text is no type.</exception>
    internal static IcebergType Parse(string text) =>
        text.StartsWith("list<", StringComparison.Ordinal) && text.EndsWith('>') ? ListType.Of(Parse(text[5..^1].Trim())) : IcebergType.Parse(text);

    /// <summary>Whether values of this encoding can become values of this type.</summary>
    internal static bool Allows(IcebergType type, ColumnEncoding encoding) => encoding.Kind switch
    {
        EncodingKind.Plain => type.TypeId is not (TypeId.Time or TypeId.Struct or TypeId.Map) && (type is not ListType list || Allows(list.Element, ColumnEncoding.Plain)),
        EncodingKind.Unsigned => type.TypeId == TypeId.Long || type is DecimalType { Scale: 0 },
        EncodingKind.DecimalText => type.TypeId == TypeId.Decimal,
        EncodingKind.DecimalBase64 or EncodingKind.DecimalVariable => type.TypeId is TypeId.Decimal or TypeId.String,
        EncodingKind.EpochDays => type.TypeId == TypeId.Date,
        EncodingKind.EpochMillis or EncodingKind.EpochMicros or EncodingKind.EpochNanos => type.TypeId is TypeId.Timestamp or TypeId.TimestampTz,
        EncodingKind.Iso => type.TypeId is TypeId.Date or TypeId.Timestamp or TypeId.TimestampTz,
        EncodingKind.TimeMillis or EncodingKind.TimeMicros or EncodingKind.TimeNanos => type.TypeId == TypeId.Long,
        EncodingKind.BooleanInt => type.TypeId == TypeId.Boolean,
        EncodingKind.NumericText or EncodingKind.JsonText or EncodingKind.IntervalMicros => type.TypeId == TypeId.String,
        EncodingKind.Base64 => type.TypeId is TypeId.Binary or TypeId.Fixed,
        EncodingKind.Array => type is ListType list && Allows(list.Element, encoding.Element ?? ColumnEncoding.Plain),
        _ => false,
    };

    internal static bool IsTemporal(IcebergType type) => type.TypeId is TypeId.Date or TypeId.Timestamp or TypeId.TimestampTz;

    internal static bool IsFloating(IcebergType type) => type.TypeId is TypeId.Float or TypeId.Double;
}
