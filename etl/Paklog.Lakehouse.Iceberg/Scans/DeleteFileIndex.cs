using System.Text;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Scans;

/// <summary>Finds the delete files that apply to a data file (spec, "Scan Planning").</summary>
internal sealed class DeleteFileIndex(TableMetadata metadata)
{
    private readonly Dictionary<string, List<Numbered>> positionByPath = [];
    private readonly Dictionary<PartitionKey, List<Numbered>> positionByPartition = [];
    private readonly Dictionary<PartitionKey, List<Numbered>> equalityByPartition = [];
    private readonly List<Numbered> equalityEverywhere = [];

    internal void Add(DataFile file, long sequenceNumber)
    {
        var numbered = new Numbered(file, sequenceNumber);
        if (file.Content == FileContent.PositionDeletes)
        {
            if (DeletedPaths.Of(file).OnlyPath is { } path)
                Add(positionByPath, path, numbered);
            else
                Add(positionByPartition, PartitionKey.Of(file), numbered);
        }
        else if (metadata.GetSpec(file.SpecId).IsUnpartitioned)
        {
            equalityEverywhere.Add(numbered);
        }
        else
        {
            Add(equalityByPartition, PartitionKey.Of(file), numbered);
        }
    }

    private bool IsEmpty => positionByPath.Count == 0 && positionByPartition.Count == 0 && equalityByPartition.Count == 0 && equalityEverywhere.Count == 0;

    internal Deletes For(DataFile dataFile, long dataSequenceNumber)
    {
        if (IsEmpty)
            return Deletes.None;
        List<DataFile> position = [], equality = [];
        var path = Encoding.UTF8.GetBytes(dataFile.FilePath);
        var key = PartitionKey.Of(dataFile);

        // A position delete may stand in the very snapshot that added the data; an equality delete may not.
        position.AddRange(Of(positionByPath, dataFile.FilePath).Where(delete => delete.SequenceNumber >= dataSequenceNumber).Select(delete => delete.File));
        position.AddRange(Of(positionByPartition, key)
            .Where(delete => delete.SequenceNumber >= dataSequenceNumber && DeletedPaths.Of(delete.File).MayHold(path)).Select(delete => delete.File));
        equality.AddRange(
            Of(equalityByPartition, key).Concat(equalityEverywhere).Where(delete => delete.SequenceNumber > dataSequenceNumber).Select(delete => delete.File));
        return new Deletes(position, equality);
    }

    private static void Add<TKey>(Dictionary<TKey, List<Numbered>> index, TKey key, Numbered file)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out var list))
            index.Add(key, list = []);
        list.Add(file);
    }

    private static IEnumerable<Numbered> Of<TKey>(Dictionary<TKey, List<Numbered>> index, TKey key)
        where TKey : notnull => index.TryGetValue(key, out var list) ? list : [];

    internal sealed record Deletes(IReadOnlyList<DataFile> Position, IReadOnlyList<DataFile> Equality)
    {
        internal static Deletes None { get; } = new([], []);

        internal bool IsEmpty => Position.Count == 0 && Equality.Count == 0;

        internal DataFile First => Position.Concat(Equality).First();
    }

    private sealed record Numbered(DataFile File, long SequenceNumber);
}
