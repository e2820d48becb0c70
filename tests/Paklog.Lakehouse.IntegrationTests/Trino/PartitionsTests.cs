using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.IntegrationTests.Trino;

/// <summary>
/// Every transform over every type that it takes, a column of its own each: both write the same partitions, and each finds the rows of the other by predicates on the source columns,
/// all of them in one filter, so that one wrong partition value loses the row.
/// </summary>
[Collection(TrinoCollection.Name)]
public sealed class PartitionsTests(TrinoFixture trino)
{
    private static readonly PrimitiveType[] Types =
    [
        IcebergType.Boolean, IcebergType.Int, IcebergType.Long, IcebergType.Decimal(9, 2), IcebergType.Decimal(38, 9), IcebergType.Date, IcebergType.Time,
        IcebergType.Timestamp, IcebergType.TimestampTz, IcebergType.String, IcebergType.Uuid, IcebergType.Binary,
    ];

    [Theory]
    [InlineData("identity")]
    [InlineData("bucket[7]")]
    [InlineData("truncate[3]")]
    [InlineData("year", "month", "day", "hour")]
    public async Task Partitions_are_the_same_and_rows_are_found_by_either(params string[] transforms)
    {
        var lake = await trino.LakeAsync();
        var columns = transforms.Select(Transform.Parse).SelectMany(transform => Types.Where(transform.CanTransform).Select(type => (Transform: transform, Type: type))).Select((column, index) => ($"c{index}", column.Type, column.Transform)).ToArray();
        var schema = new SchemaBuilder().Required("id", IcebergType.Int);
        foreach (var (column, type, _) in columns)
            schema.Optional(column, type);
        var builder = new PartitionSpecBuilder(schema.Build());
        foreach (var (column, _, transform) in columns)
            builder.Add(column, transform, FieldName(column, transform));
        var name = string.Concat(transforms[0].Where(char.IsAsciiLetter));
        var (ours, theirs) = ($"ours_{name}", $"theirs_{name}");
        await lake.CreateAsync(ours, schema.Build(), builder.Build());
        await lake.AppendAsync(ours, string.Join(" UNION ALL ", Rows(row => $"SELECT {row} AS id, {List(columns, column => $"{SampleValues.Ours(column.Type, row)} AS {column.Name}")}")));
        await lake.SqlAsync($"CREATE TABLE {lake.InTrino(theirs)} (id integer NOT NULL, {List(columns, column => $"{column.Name} {SampleValues.InTrino(column.Type)}")}) WITH (format_version = 2, partitioning = ARRAY[{List(columns, column => $"'{Property(column)}'")}])");
        await lake.SqlAsync($"INSERT INTO {lake.InTrino(theirs)} VALUES {string.Join(", ", Rows(row => $"({row}, {List(columns, column => SampleValues.Trino(column.Type, row))})"))}");

        var rows = await lake.OurRowsAsync(theirs);
        Assert.Equal(SampleValues.Rows, rows.Count);
        Assert.Equal(rows, await lake.OurRowsAsync(ours));
        Assert.Equal(rows, await lake.TrinoRowsAsync(ours));
        var partitions = await lake.JsonAsync($"SELECT partition, record_count, file_count FROM lake.{lake.Namespace}.\"{theirs}$partitions\"");
        Assert.Equal(partitions, await lake.JsonAsync($"SELECT partition, record_count, file_count FROM lake.{lake.Namespace}.\"{ours}$partitions\""));
        foreach (var table in (string[])[ours, theirs])
            await AssertTrinoFindsAsync(lake, table, columns);
        await AssertWeFindAsync(lake, theirs, columns);
    }

    private static async Task AssertTrinoFindsAsync(TrinoLake lake, string table, (string Name, PrimitiveType Type, Transform)[] columns)
    {
        string[] operators = ["=", ">=", "<="];
        var found = await lake.JsonAsync(string.Join(" UNION ALL ", operators.SelectMany(compare => Rows(row =>
            $"SELECT '{compare}', {row}, id FROM {lake.InTrino(table)} WHERE {string.Join(" AND ", columns.Select(column => row == SampleValues.Rows - 1 ? $"{column.Name} IS NULL" : $"{column.Name} {compare} {SampleValues.Trino(column.Type, row)}"))}"))));
        Assert.Empty(operators.SelectMany(compare => Rows(row => $"[\"{compare}\",{row},{row}]")).Except(found));
        Assert.Equal(SampleValues.Rows, found.Count(row => row.StartsWith("[\"=\"", StringComparison.Ordinal)));
    }

    private static async Task AssertWeFindAsync(TrinoLake lake, string table, (string Name, PrimitiveType Type, Transform)[] columns)
    {
        for (var row = 0; row < SampleValues.Rows; row++)
        {
            foreach (var compare in (Func<string, object, Expression>[])[Expression.Equal, Expression.GreaterThanOrEqual, Expression.LessThanOrEqual])
            {
                var filter = columns.Aggregate(Expression.AlwaysTrue, (all, column) => all.And(Value(lake, column.Type, row) is { } value ? compare(column.Name, value) : Expression.IsNull(column.Name)));
                var found = await lake.OurRowsAsync(table, filter: filter);
                Assert.Contains(found, text => text.StartsWith($"{row} ", StringComparison.Ordinal));
                if (compare == Expression.Equal)
                    Assert.Single(found);
            }
        }
    }

    /// <summary>The value as the library represents it in filters.</summary>
    private static object? Value(TrinoLake lake, PrimitiveType type, int row)
    {
        var schema = new SchemaBuilder().Optional("v", type).Build();
        var text = PartitionSql.Expression(new PartitionField(1, 1000, "p", Transform.Identity), schema);
        using var result = lake.Connection.Query($"SELECT CAST({text} AS VARCHAR) FROM (SELECT {SampleValues.Ours(type, row)} AS v)");
        Assert.True(result.Read());
        return result.IsNull(0) ? null : StatisticText.Parse(result.GetString(0), type);
    }

    /// <summary>As Trino names it.</summary>
    private static string FieldName(string column, Transform transform) => transform.ToString() switch
    {
        "identity" => column,
        ['b', ..] => column + "_bucket",
        ['t', ..] => column + "_trunc",
        var time => $"{column}_{time}",
    };

    /// <summary>An element of the property <c>partitioning</c>.</summary>
    private static string Property((string Name, PrimitiveType Type, Transform Transform) column) =>
        column.Transform.ToString() switch
        {
            "identity" => column.Name,
            ['b', ..] or ['t', ..] => column.Transform.ToString().Replace("[", $"({column.Name}, ", StringComparison.Ordinal).Replace(']', ')'),
            var time => $"{time}({column.Name})",
        };

    private static IEnumerable<string> Rows(Func<int, string> text) => Enumerable.Range(0, SampleValues.Rows).Select(text);

    private static string List((string Name, PrimitiveType Type, Transform)[] columns, Func<(string Name, PrimitiveType Type, Transform Transform), string> text) => string.Join(", ", columns.Select(text));
}
