using System.Globalization;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metrics;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>
/// Reads what COPY ... RETURN_STATS says of the files it wrote into Iceberg's metrics. Columns inside lists and maps get none: DuckDB counts their elements otherwise than Iceberg does,
/// and bounds are not defined for them.
/// </summary>
internal sealed class CopyStatistics
{
    private readonly Dictionary<string, (NestedField Field, bool Required)> leaves = [];

    private readonly Schema schema;

    public CopyStatistics(Schema schema)
    {
        this.schema = schema;
        Collect(schema.AsStruct, "", true);
    }

    /// <summary>The file with its metrics.</summary>
    public DataFile Read(DataFile file, IReadOnlyList<KeyValuePair<object, object?>> columns)
    {
        var known = new List<FieldMetrics>();
        foreach (var (path, statistics) in columns)
        {
            if (!leaves.TryGetValue((string)path, out var leaf))
                continue;
            var (field, required) = leaf;
            var texts = ((IEnumerable<KeyValuePair<object, object?>>)statistics!).ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value);
            if (required && Number(texts, "null_count") is > 0 and var nulls)
                throw new IcebergException(IcebergErrorKind.ValidationFailed, $"The column '{schema.FindPath(field.Id)}' is required, and {nulls} of the rows to be written have no value there.");
            var bounded = texts.GetValueOrDefault("has_nan") != "true";
            known.Add(new FieldMetrics(field.Id)
            {
                ColumnSize = Number(texts, "column_size_bytes"),
                ValueCount = Number(texts, "num_values"),
                NullValueCount = Number(texts, "null_count"),
                NanValueCount = texts.GetValueOrDefault("has_nan") == "false" ? 0 : null,
                Min = bounded && texts.GetValueOrDefault("min") is { } min ? StatisticText.Parse(min, (PrimitiveType)field.Type) : null,
                Max = bounded && texts.GetValueOrDefault("max") is { } max ? StatisticText.Parse(max, (PrimitiveType)field.Type) : null,
            });
        }

        return file.WithMetrics(schema, known);
    }

    private static long? Number(Dictionary<string, string?> texts, string name) => texts.GetValueOrDefault(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    private void Collect(StructType record, string prefix, bool required)
    {
        foreach (var field in record.Fields)
        {
            var path = prefix + "\"" + field.Name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
            if (field.Type is StructType nested)
                Collect(nested, path + ".", required && field.Required);
            else if (field.Type.IsPrimitive)
                leaves[path] = (field, required && field.Required);
        }
    }
}
