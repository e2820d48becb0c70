using System.Globalization;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>The rows of a query that fall into one partition.</summary>
/// <param name="Values">The partition's value of each field as text, as PARTITION_BY gives it.</param>
internal sealed record PartitionSlice(Schema Schema, IReadOnlyList<PartitionField> Partitions, IReadOnlyList<string?> Values, long Rows)
{
    /// <summary>The partitions that the rows of a query fall into, great ones first.</summary>
    public static async Task<IReadOnlyList<PartitionSlice>> FindAsync(DuckDbConnection connection, string query, Schema schema, IReadOnlyList<PartitionField> partitions, CancellationToken cancellationToken)
    {
        var keys = partitions.Select((partition, index) => $"CAST({PartitionSql.Expression(partition, schema)} AS VARCHAR) AS key_{index}");
        var slices = new List<PartitionSlice>();
        using var result = await connection.QueryAsync($"SELECT {string.Join(", ", keys)}, count(*) AS n FROM ({query}) GROUP BY ALL ORDER BY n DESC", cancellationToken);
        while (result.Read())
            slices.Add(new PartitionSlice(schema, partitions, [.. partitions.Select((_, index) => result.IsNull(index) ? null : result.GetString(index))], result.GetInt64(partitions.Count)));
        return slices;
    }

    /// <summary>The condition that the slice's rows meet; its values stand in variables of the connection.</summary>
    public async Task<string> BindAsync(DuckDbConnection connection, CancellationToken cancellationToken)
    {
        var conditions = new List<string>();
        foreach (var (partition, index) in Partitions.Select((partition, index) => (partition, index)))
        {
            var variable = $"slice_{index}";
            await connection.ExecuteAsync($"SET VARIABLE {variable} = $1::varchar", [Values[index]], cancellationToken);
            conditions.Add(Condition(partition, Values[index], $"getvariable('{variable}')"));
        }

        return string.Join(" AND ", conditions);
    }

    /// <summary>The folder of the slice's files, in the form of Hive.</summary>
    public string Folder(IReadOnlyDictionary<PartitionField, string> names) =>
        PartitionFolders.Shortened(string.Join('/', Partitions.Zip(Values, (partition, value) => $"{Uri.EscapeDataString(names[partition])}={(value is null ? "__HIVE_DEFAULT_PARTITION__" : Uri.EscapeDataString(value))}")), Partitions);

    public IReadOnlyDictionary<string, string?> Keys(IReadOnlyDictionary<PartitionField, string> names) =>
        Partitions.Zip(Values).ToDictionary(pair => names[pair.First], pair => pair.Second);

    private string Condition(PartitionField partition, string? value, string variable)
    {
        var source = Schema.FindField(partition.SourceId)!;
        var column = ColumnSql.OfField(Schema, source.Id);
        if (value is null)
            return $"{PartitionSql.Expression(partition, Schema)} IS NULL";

        // Conditions on the bare column let DuckDB pass over the blocks of a table that hold no such rows.
        if (partition.Transform is IdentityTransform && source.Type.TypeId == TypeId.String)
            return $"{column} = {variable}";
        if (partition.Transform is TimeTransform { Unit: TimeUnit.Day } && source.Type.TypeId == TypeId.TimestampTz && DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return $"{column} >= CAST(CAST({variable} AS TIMESTAMP) AS TIMESTAMPTZ) AND {column} < CAST(CAST({variable} AS TIMESTAMP) AS TIMESTAMPTZ) + INTERVAL 24 HOURS";
        return $"CAST({PartitionSql.Expression(partition, Schema)} AS VARCHAR) = {variable}";
    }
}
