using System.Text;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Tests.Storage;

public sealed class LocalFileIOTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly LocalFileIO io = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_file_is_written_with_its_parents_and_read_back()
    {
        var location = Location.Combine(folder.Location, "a", "day=2026-01-31 x%2F", "f.bin");
        await io.WriteAsync(location, "hello"u8.ToArray(), Cancel);

        Assert.Equal("hello", Encoding.UTF8.GetString(await io.ReadAsync(location, Cancel)));
        Assert.Equal(5, await io.LengthAsync(location, Cancel));
        Assert.True(await io.ExistsAsync(location, Cancel));
        await using var stream = await io.OpenReadAsync(location, Cancel);
        Assert.Equal(5, stream.Length);
        Assert.True(File.Exists(Path.Combine(folder.Path, "a", "day=2026-01-31 x%2F", "f.bin")));
    }

    [Fact]
    public async Task A_file_that_exists_is_never_replaced_and_leaves_nothing_beside_it()
    {
        var location = Location.Combine(folder.Location, "f");
        await io.WriteAsync(location, "first"u8.ToArray(), Cancel);

        var error = await Assert.ThrowsAsync<IcebergException>(() => io.WriteAsync(location, "second"u8.ToArray(), Cancel));

        Assert.Equal(IcebergErrorKind.AlreadyExists, error.Kind);
        Assert.Equal("first", await File.ReadAllTextAsync(Path.Combine(folder.Path, "f"), Cancel));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Of_many_writers_of_one_name_exactly_one_wins()
    {
        var location = Location.Combine(folder.Location, "race");
        var writers = Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            try
            {
                await io.WriteAsync(location, Encoding.UTF8.GetBytes($"writer {i}"), Cancel);
                return i;
            }
            catch (IcebergException e) when (e.Kind == IcebergErrorKind.AlreadyExists)
            {
                return -1;
            }
        }));

        var winner = Assert.Single(await Task.WhenAll(writers), i => i >= 0);

        Assert.Equal($"writer {winner}", Encoding.UTF8.GetString(await io.ReadAsync(location, Cancel)));
    }

    [Fact]
    public async Task A_listing_is_recursive_sorted_and_without_unfinished_writes()
    {
        await io.WriteAsync(Location.Combine(folder.Location, "b", "2"), new byte[2], Cancel);
        await io.WriteAsync(Location.Combine(folder.Location, "a"), new byte[1], Cancel);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, ".c.0.unfinished"), "", Cancel);

        var found = await io.ListAsync(folder.Location, Cancel).ToListAsync(Cancel);

        Assert.Equal([Location.Combine(folder.Location, "a"), Location.Combine(folder.Location, "b", "2")], found.Select(file => file.Location));
        Assert.Equal([1L, 2L], found.Select(file => file.Length));
        Assert.Empty(await io.ListAsync(Location.Combine(folder.Location, "missing"), Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_missing_file_is_NotFound_except_to_delete()
    {
        var missing = Location.Combine(folder.Location, "no", "file");

        Assert.False(await io.ExistsAsync(missing, Cancel));
        await io.DeleteAsync(missing, Cancel);
        Assert.Equal(IcebergErrorKind.NotFound, (await Assert.ThrowsAsync<IcebergException>(() => io.ReadAsync(missing, Cancel))).Kind);
        Assert.Equal(IcebergErrorKind.NotFound, (await Assert.ThrowsAsync<IcebergException>(() => io.OpenReadAsync(missing, Cancel))).Kind);
        Assert.Equal(IcebergErrorKind.NotFound, (await Assert.ThrowsAsync<IcebergException>(() => io.LengthAsync(missing, Cancel))).Kind);
    }
}
