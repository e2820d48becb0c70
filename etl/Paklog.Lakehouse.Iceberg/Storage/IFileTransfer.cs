namespace Paklog.Lakehouse.Iceberg.Storage;

/// <summary>What a store away from this machine offers beside <see cref="IFileIO"/>: whole files go to and come from a local disk, however great they are, without a place in memory.</summary>
public interface IFileTransfer
{
    /// <summary>Creates the file from a local one, as <see cref="IFileIO.WriteAsync"/> does.</summary>
    /// <param name="path">The local file.</param>
    Task UploadAsync(string path, string location, CancellationToken cancellationToken = default);

    /// <summary>Copies the file to a local path that is free; where that fails nothing is left there.</summary>
    Task DownloadAsync(string location, string path, CancellationToken cancellationToken = default);
}
