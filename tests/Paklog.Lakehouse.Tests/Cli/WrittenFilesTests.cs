using System.Globalization;
using Parquet;
using Parquet.Serialization;

namespace Paklog.Lakehouse.Tests.Cli;

/// <summary>The data files of all tables, read by Parquet.Net, which shares no code with what wrote them.</summary>
[Collection(LandedWarehouse.Name)]
public sealed class WrittenFilesTests(LandedWarehouse warehouse)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_column_has_its_field_id_and_statistics_and_every_file_its_rows()
    {
        var files = 0;
        foreach (var table in await TablesAsync())
        {
            var ids = new Dictionary<string, int>();
            foreach (var file in (await DoAsync("files", "--json", table)).Lines)
            {
                files++;
                await using var reader = await ParquetReader.CreateAsync(PathOf(file.GetProperty("file_path").GetString()!), cancellationToken: Token);
                Assert.Equal((table, file.GetProperty("record_count").GetInt64()), (table, reader.Metadata!.NumRows));
                Assert.Equal(reader.Metadata.NumRows, reader.RowGroups.Sum(group => group.RowCount));
                var columns = reader.Metadata.Schema.Skip(1).Where(element => element.NumChildren is null or 0).ToList();
                Assert.All(columns, column => Assert.True(column.FieldId > 0, $"{table}.{column.Name} has no field id."));
                Assert.Distinct(columns.Select(column => column.FieldId));
                foreach (var column in columns.Where(column => column.Name is not ("element" or "key" or "value")))
                    Assert.Equal((table, column.Name, ids.TryAdd(column.Name, column.FieldId!.Value) ? column.FieldId.Value : ids[column.Name]), (table, column.Name, column.FieldId.Value));
                foreach (var chunk in reader.Metadata.RowGroups.SelectMany(group => group.Columns))
                {
                    var statistics = chunk.MetaData!.Statistics;
                    Assert.True(statistics?.NullCount is not null, $"{table}.{string.Join('.', chunk.MetaData.PathInSchema)} has no count of nulls.");
                    Assert.True(statistics!.NullCount <= chunk.MetaData.NumValues);
                }
            }
        }

        Assert.True(files > 30, $"{files} files were read.");
    }

    [Theory]
    [InlineData("silver.customers", "id", "email")]
    [InlineData("gold.dim_product", "product_key", "product_name")]
    public async Task Values_are_what_the_query_says(string table, string key, string text)
    {
        var rows = new List<(string?, string?)>();
        foreach (var file in (await DoAsync("files", "--json", table)).Lines)
        {
            await using var stream = File.OpenRead(PathOf(file.GetProperty("file_path").GetString()!));
            rows.AddRange((await ParquetSerializer.DeserializeUntypedAsync(stream, cancellationToken: Token)).Data.Select(row => (Convert.ToString(row[key], CultureInfo.InvariantCulture), (string?)row[text])));
        }

        var expected = (await DoAsync("query", "--json", $"select {key}, {text} from {table} order by cast({key} as varchar)")).Lines
            .Select(line => ((string?)line.GetProperty(key).ToString(), line.GetProperty(text).GetString()));
        Assert.Equal(expected, rows.OrderBy(row => row.Item1, StringComparer.Ordinal));
    }

    private static string PathOf(string location) => location.StartsWith("file:", StringComparison.Ordinal) ? new Uri(location).LocalPath : location;

    private async Task<IReadOnlyList<string>> TablesAsync() =>
        [.. (await DoAsync("tables", "--json")).Lines.Select(line => line.GetProperty("table").GetString()!)];

    private async Task<CommandRun> DoAsync(params string[] args)
    {
        var run = await warehouse.RunAsync(args);
        Assert.Equal((0, ""), (run.Code, run.Error));
        return run;
    }
}
