namespace Paklog.Lakehouse.Sources;

/// <summary>A file of JSON lines, plain or gzip.</summary>
/// <param name="Path">The full local path.</param>
/// <param name="Sha256">Of its bytes as they stand, lower-case hex.</param>
/// <param name="MayHoldFractions">False when no JSON number in it has a fraction or an exponent; always true of compressed files.</param>
public sealed record InputFile(string Path, long Bytes, string Sha256, bool Compressed, bool MayHoldFractions, RecordForm Form)
{
    public string Location { get; } = Iceberg.Storage.Location.OfLocalPath(Path);
}
