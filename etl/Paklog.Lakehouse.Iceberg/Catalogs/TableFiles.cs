using System.Globalization;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>
/// The one way to a table's manifest lists and manifests: whatever goes wrong is told with the table, the file, and what wrote it where its snapshot says so. What others wrote may be wrong
/// in ways that nobody foresaw, so every error but a cancellation is one of that file.
/// </summary>
internal sealed record TableFiles(TableIdentifier Table, TableMetadata Metadata, IFileIO IO)
{
    /// <summary>What engines write into summaries about themselves.</summary>
    private static readonly string[] WriterKeys =
    [
        "engine-name", "engine-version", "app-name", "app-id", "spark.app.id", "flink.job-id", "trino_version", "trino_query_id", "iceberg-version", "created-by", "commit-user",
    ];

    /// <param name="what">What the file is, as <c>manifest list</c>.</param>
    /// <param name="snapshotId">The snapshot that wrote the file.</param>
    /// <param name="read">May close the stream.</param>
    internal async Task<T> ReadAsync<T>(string what, string location, long snapshotId, Func<Stream, T> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await IO.OpenReadAsync(location, cancellationToken);
            return read(stream);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw Error(e, $"The {what} of table {Table}", location, Writer(snapshotId));
        }
    }

    /// <summary>The same error, told of a file.</summary>
    internal static IcebergException Error(Exception error, string what, string location, string more = "")
    {
        var known = error as IcebergException;
        var kind = known?.Kind ?? (error is IOException or UnauthorizedAccessException ? IcebergErrorKind.Unavailable : IcebergErrorKind.InvalidData);
        var verb = kind == IcebergErrorKind.NotFound ? "is missing at" : "cannot be read from";
        return new IcebergException(kind, $"{what} {verb} {location}: {error.Message}{more}", known?.Retryable ?? false, error);
    }

    private string Writer(long snapshotId)
    {
        if (Metadata.FindSnapshot(snapshotId) is not { } snapshot)
            return "";
        var said = WriterKeys.Where(snapshot.Summary.ContainsKey).Select(key => $"{key} {snapshot.Summary[key]}").ToList();
        var time = snapshot.Timestamp.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $" It belongs to snapshot {snapshotId} of {time}{(said.Count == 0 ? "" : $", written by {string.Join(", ", said)}")}.";
    }
}
