namespace Paklog.Lakehouse.Sources;

/// <summary>A file of JSON lines, plain or gzip.</summary>
/// <param name="Path">The full local path.</param>
/// <param name="Sha256">Of its bytes as they stand, lower-case hex.</param>
/// <param name="MayHoldFractions">False when no JSON number in it has a fraction or an exponent; always true of compressed files.</param>
/// <param name="Written">When it was last written to, as of before its bytes were hashed.</param>
/// <param name="HasLongLine">Whether some line has more than about 12 MB; not known of compressed files.</param>
public sealed record InputFile(string Path, long Bytes, string Sha256, bool Compressed, bool MayHoldFractions, RecordForm Form, DateTime Written, bool HasLongLine)
{
    public string Location { get; } = Iceberg.Storage.Location.OfLocalPath(Path);

    /// <summary>What was read of it since may not be what its hash says.</summary>
    /// <exception cref="InputFileException">The file has another length or was written to.</exception>
    public void RequireUnchanged()
    {
        try
        {
            // The open file, because a link has a length and a time of its own.
            using var now = File.OpenHandle(Path, share: FileShare.ReadWrite | FileShare.Delete);
            if (RandomAccess.GetLength(now) == Bytes && File.GetLastWriteTimeUtc(now) == Written)
                return;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What cannot be opened any more has changed.
        }

        throw new InputFileException(Path, $"The file '{Path}' changed while it was read, so it was not landed: land it again when nothing writes to it any more.");
    }
}
