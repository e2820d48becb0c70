using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Schemas;

/// <summary>Builds the first schema of a new table: ids are assigned in column order, from 1.</summary>
public sealed class SchemaBuilder
{
    private readonly List<NestedField> fields = [];
    private readonly List<string> identifiers = [];

    /// <summary>Adds a column that may be null. Ids inside a nested type are replaced.</summary>
    public SchemaBuilder Optional(string name, IcebergType type, string? doc = null)
    {
        fields.Add(new NestedField(0, name, false, type, doc));
        return this;
    }

    /// <summary>Adds a column that is never null. Ids inside a nested type are replaced.</summary>
    public SchemaBuilder Required(string name, IcebergType type, string? doc = null)
    {
        fields.Add(new NestedField(0, name, true, type, doc));
        return this;
    }

    /// <summary>Names the required columns that identify a row.</summary>
    public SchemaBuilder Identifier(params string[] names)
    {
        identifiers.AddRange(names);
        return this;
    }

    public Schema Build(int schemaId = 0)
    {
        var lastId = 0;
        var type = (StructType)FreshIds.Assign(new StructType(fields), () => ++lastId);
        var schema = new Schema(type.Fields, schemaId);
        return identifiers.Count == 0 ? schema : new Schema(type.Fields, schemaId, identifiers.Select(name => schema.GetField(name).Id));
    }
}
