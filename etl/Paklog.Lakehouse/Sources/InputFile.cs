namespace Paklog.Lakehouse.Sources;

/// <summary>A file of JSON lines, plain or gzip.</summary>
/// <param name="Path">The full local path.</param>
/// <param name="Sha256">Of its bytes as they stand, lower-case hex.</param>
public sealed record InputFile(string Path, long Bytes, string Sha256, bool Compressed, RecordForm Form)
{
    public string Location { get; } = Iceberg.Storage.Location.OfLocalPath(Path);
}
