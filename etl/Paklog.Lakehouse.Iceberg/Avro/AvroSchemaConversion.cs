using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>
/// The Avro schema of an Iceberg struct (spec Appendix A). Nested records are named r and their field id, map entries k and v with theirs: Java
/// readers look for exactly these names (iceberg-rust#179).
/// </summary>
internal static class AvroSchemaConversion
{
    internal static AvroRecord ToRecord(StructType type, string name)
    {
        var record = new AvroRecord(name);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in type.Fields)
        {
            var schema = Convert(field.Type, field.Id);
            var avroName = AvroNames.Sanitize(field.Name);

            // Two names may become one, and Avro refuses a record with two fields of a name; Iceberg's readers go by the field's id.
            while (!taken.Add(avroName))
                avroName += $"_{field.Id}";
            record.Fields.Add(new AvroField(
                avroName,
                field.Required ? schema : AvroUnion.Optional(schema),
                field.Id,
                field.Doc,
                avroName == field.Name ? null : field.Name,
                DefaultNull: !field.Required));
        }

        return record;
    }

    private static AvroSchema Convert(IcebergType type, int fieldId) => type switch
    {
        StructType structType => ToRecord(structType, $"r{fieldId}"),
        ListType list => new AvroArray(
            list.ElementRequired ? Convert(list.Element, list.ElementId) : AvroUnion.Optional(Convert(list.Element, list.ElementId)), list.ElementId),
        MapType map => new AvroArray(
            ToRecord(new StructType(map.KeyField, map.ValueField), $"k{map.KeyId}_v{map.ValueId}"), ElementId: null, IsMap: true),
        DecimalType number => new AvroFixed($"decimal_{number.Precision}_{number.Scale}", number.RequiredBytes, "decimal", number.Precision, number.Scale),
        FixedType bytes => new AvroFixed($"fixed_{bytes.Length}", bytes.Length),
        _ => type.TypeId switch
        {
            TypeId.Boolean => new AvroPrimitive(AvroKind.Boolean),
            TypeId.Int => new AvroPrimitive(AvroKind.Int),
            TypeId.Long => new AvroPrimitive(AvroKind.Long),
            TypeId.Float => new AvroPrimitive(AvroKind.Float),
            TypeId.Double => new AvroPrimitive(AvroKind.Double),
            TypeId.Date => new AvroPrimitive(AvroKind.Int, "date"),
            TypeId.Time => new AvroPrimitive(AvroKind.Long, "time-micros"),
            TypeId.Timestamp => new AvroPrimitive(AvroKind.Long, "timestamp-micros"),
            TypeId.TimestampTz => new AvroPrimitive(AvroKind.Long, "timestamp-micros", AdjustToUtc: true),
            TypeId.String => new AvroPrimitive(AvroKind.String),
            TypeId.Uuid => new AvroFixed("uuid_fixed", 16, "uuid"),
            _ => new AvroPrimitive(AvroKind.Bytes),
        },
    };
}
