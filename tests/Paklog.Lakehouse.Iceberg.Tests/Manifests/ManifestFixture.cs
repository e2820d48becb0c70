using Paklog.Lakehouse.Iceberg.Avro;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Manifests;

/// <summary>A table of two columns, partitioned by day, and files of it.</summary>
internal static class ManifestFixture
{
    internal const long SnapshotId = 7001;

    internal static Schema Schema { get; } = new SchemaBuilder().Required("id", IcebergType.Long).Optional("ts", IcebergType.TimestampTz).Build(schemaId: 4);

    internal static PartitionSpec Spec { get; } = new PartitionSpecBuilder(Schema).Day("ts").Build(specId: 2);

    internal static DataFile File(string name, int? day = 20484, FileContent content = FileContent.Data, long rows = 10) => new()
    {
        Content = content,
        FilePath = $"file:///warehouse/t/data/{name}.parquet",
        SpecId = 2,
        Partition = PartitionValues.Of(day),
        RecordCount = rows,
        FileSizeInBytes = 1000,
    };

    internal static (byte[] Content, ManifestFile File) Write(ManifestContent content, Action<ManifestWriter> add)
    {
        var writer = new ManifestWriter(Schema, Spec, content, SnapshotId);
        add(writer);
        return writer.Finish("file:///warehouse/t/metadata/m0.avro");
    }

    internal static List<ManifestEntry> Read(byte[] bytes, ManifestFile? manifest = null)
    {
        using var reader = ManifestReader.Open(new MemoryStream(bytes), manifest, Spec, Schema);
        return [.. reader.ReadEntries()];
    }

    internal static IReadOnlyDictionary<string, string> Header(byte[] bytes)
    {
        using var reader = new AvroFileReader(new MemoryStream(bytes));
        return reader.Metadata;
    }
}
