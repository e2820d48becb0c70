using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Engine;

/// <summary>The folders that files of partitions stand in, in the form of Hive, with names that file systems take. Nobody reads a partition out of them.</summary>
internal static class PartitionFolders
{
    /// <summary>File systems take 255 bytes for a name; what is escaped has one byte a character.</summary>
    private const int LongestName = 240;

    /// <summary>A path of one folder for each field, in which those that are too long are called after the field's id.</summary>
    public static string Shortened(string path, IEnumerable<PartitionField> fields) =>
        string.Join('/', path.Split('/').Zip(fields, (name, field) => name.Length <= LongestName ? name : Short(field)));

    /// <summary>
    /// What COPY, and the folders, call the partition columns: like no column of the table, since it leaves them out of the files. COPY puts the value behind, so the name gets half of the room.
    /// </summary>
    public static Dictionary<PartitionField, string> Columns(IEnumerable<PartitionField> partitions, Schema schema)
    {
        var taken = schema.Fields.Select(field => field.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var names = new Dictionary<PartitionField, string>();
        foreach (var partition in partitions)
        {
            var name = Uri.EscapeDataString(partition.Name).Length <= LongestName / 2 ? partition.Name : Short(partition);
            while (!taken.Add(name))
                name += "_part";
            names.Add(partition, name);
        }

        return names;
    }

    private static string Short(PartitionField field) => FormattableString.Invariant($"p{field.FieldId}");
}
