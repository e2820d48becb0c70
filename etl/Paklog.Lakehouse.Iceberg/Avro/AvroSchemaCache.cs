using System.Collections.Concurrent;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>Schemas by the text that they were read from: the manifests of a table are mostly written alike, and one that lists few files costs more to parse than to read. Safe for use by many threads.</summary>
internal sealed class AvroSchemaCache
{
    private const int MaxSchemas = 100;

    private readonly ConcurrentDictionary<(string Json, bool FixedHasLength), AvroSchema> schemas = [];

    /// <inheritdoc cref="AvroSchemaParser.Parse"/>
    internal AvroSchema Parse(string json, bool fixedHasLength)
    {
        if (schemas.TryGetValue((json, fixedHasLength), out var known))
        {
            return known;
        }

        var schema = AvroSchemaParser.Parse(json, fixedHasLength);
        if (schemas.Count >= MaxSchemas)
        {
            schemas.Clear();
        }

        schemas[(json, fixedHasLength)] = schema;
        return schema;
    }
}
