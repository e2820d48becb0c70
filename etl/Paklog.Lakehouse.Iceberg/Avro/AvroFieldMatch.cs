using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>
/// Which field of an Avro record stands for a field of an Iceberg struct: the one with its id. A record none of whose fields has an id goes by names: ClickHouse wrote such manifests
/// until August 2026 (ClickHouse#111763), Paimon such maps within manifests that have ids elsewhere (paimon#5981).
/// </summary>
internal static class AvroFieldMatch
{
    /// <summary>What the Java library, and who learned from it, calls fields that the specification calls otherwise.</summary>
    private static readonly Dictionary<int, string> OtherNames = new()
    {
        [504] = "added_data_files_count",
        [505] = "existing_data_files_count",
        [506] = "deleted_data_files_count",
    };

    /// <summary>The place in <paramref name="type"/> of each field of the record, -1 where nobody asks for it. Of several that stand for one the first counts.</summary>
    internal static int[] Targets(AvroRecord record, StructType type)
    {
        var byName = record.Fields.TrueForAll(field => field.FieldId is null);
        var taken = new HashSet<int>();
        return [.. record.Fields.Select(field => (byName ? IndexByName(field, type) : IndexById(field, type)) is var target && target >= 0 && taken.Add(target) ? target : -1)];
    }

    /// <summary>The record's field that stands for an Iceberg field, or null.</summary>
    internal static AvroField? Find(AvroSchema? schema, NestedField expected) =>
        Record(schema) is { } record && Array.IndexOf(Targets(record, new StructType(expected)), 0) is var index and >= 0 ? record.Fields[index] : null;

    /// <summary>The record that a schema is, if need be by its one branch that is not null.</summary>
    internal static AvroRecord? Record(AvroSchema? schema) => schema switch
    {
        AvroRecord record => record,
        AvroUnion union => union.Branches.OfType<AvroRecord>().FirstOrDefault(),
        _ => null,
    };

    private static int IndexById(AvroField field, StructType type) => field.FieldId is { } id ? type.IndexOf(id) : -1;

    private static int IndexByName(AvroField field, StructType type)
    {
        for (var i = 0; i < type.Fields.Count; i++)
        {
            var expected = type.Fields[i];
            if (field.IcebergName == expected.Name || field.Name == expected.Name || field.Name == AvroNames.Sanitize(expected.Name) || field.Name == OtherNames.GetValueOrDefault(expected.Id))
                return i;
        }

        return -1;
    }
}
