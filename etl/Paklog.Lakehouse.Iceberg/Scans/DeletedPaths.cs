using System.Text;
using Paklog.Lakehouse.Iceberg.Manifests;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>Which data files a position delete file may speak of: its <c>referenced_data_file</c>, else the bounds of its column file_path.</summary>
internal readonly struct DeletedPaths
{
    /// <summary>The reserved field id of file_path in position delete files (spec, "Reserved Field IDs").</summary>
    internal const int FilePathFieldId = 2147483546;

    private readonly byte[]? lower;
    private readonly byte[]? upper;

    private DeletedPaths(byte[]? lower, byte[]? upper)
    {
        this.lower = lower;
        this.upper = upper;
    }

    /// <summary>The path, where all deletes are of one data file. Bounds that were cut differ, the upper one being raised.</summary>
    internal string? OnlyPath => lower is not null && upper is not null && lower.AsSpan().SequenceEqual(upper) ? Encoding.UTF8.GetString(lower) : null;

    internal static DeletedPaths Of(DataFile deleteFile)
    {
        if (deleteFile.ReferencedDataFile is { } path)
        {
            var only = Encoding.UTF8.GetBytes(path);
            return new DeletedPaths(only, only);
        }

        return new DeletedPaths(deleteFile.LowerBounds?.GetValueOrDefault(FilePathFieldId), deleteFile.UpperBounds?.GetValueOrDefault(FilePathFieldId));
    }

    internal bool MayHold(ReadOnlySpan<byte> path) =>
        (lower is null || path.SequenceCompareTo(lower) >= 0) && (upper is null || path.SequenceCompareTo(upper) <= 0);
}
