using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>An engine with a memory limit holds no more beside it than it must.</summary>
public sealed class MemoryLimitTests : IDisposable
{
    /// <summary>80 MB of which a Parquet file would be one row group.</summary>
    private const string Rows = "select range as id, repeat(chr(cast(97 + range % 26 as integer)), 10000) as text from range(8000)";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(null, 8000, 8000)]
    [InlineData("400MB", 1000, 6000)]
    public async Task Row_groups_are_small_under_a_limit(string? limit, long least, long most)
    {
        using var engine = new EmbeddedEngine(new EngineOptions(limit), new ManifestCache());

        var file = Assert.Single(await engine.Writer.WriteAsync(Target(), Rows, TestContext.Current.CancellationToken));

        Assert.Equal(8000, file.RecordCount);
        var largest = (long)engine.Connection.QueryScalar($"select max(row_group_num_rows) from parquet_metadata({DuckDbLiteral.Quote(engine.Files.PathOf(file.FilePath))})")!;
        Assert.InRange(largest, least, most);
        Assert.Equal(8000L, engine.Connection.QueryScalar($"select count(distinct id) from read_parquet({DuckDbLiteral.Quote(engine.Files.PathOf(file.FilePath))}) where length(text) = 10000"));
    }

    [Fact]
    public async Task Rows_in_order_are_written_under_a_limit_too()
    {
        using var engine = new EmbeddedEngine(new EngineOptions("400MB"), new ManifestCache());

        var file = await engine.Writer.WriteIntoAsync(Target(), PartitionSpec.Unpartitioned, PartitionValues.Empty, "", $"{Rows} order by id desc", TestContext.Current.CancellationToken);

        var path = DuckDbLiteral.Quote(engine.Files.PathOf(file!.FilePath));
        Assert.Equal(8000L, engine.Connection.QueryScalar($"select count(*) from read_parquet({path}, file_row_number = true) where id = 7999 - file_row_number"));
    }

    [Fact]
    public void What_is_freed_goes_back_under_a_limit()
    {
        const string Settings = "select current_setting('allocator_background_threads')::varchar || ' ' || current_setting('allocator_flush_threshold') || ' ' || current_setting('allocator_bulk_deallocation_flush_threshold')";
        using var engine = new EmbeddedEngine(new EngineOptions("400MB"), new ManifestCache());
        Assert.Equal("true 15.2 MiB 30.5 MiB", engine.Connection.QueryScalar(Settings));
    }

    private WriteTarget Target() => new(
        TableIdentifier.Parse("t.t"),
        new SchemaBuilder().Required("id", IcebergType.Long).Optional("text", IcebergType.String).Build(),
        PartitionSpec.Unpartitioned,
        folder.Location,
        WriteTarget.DefaultCodec);
}
