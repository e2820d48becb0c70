using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Iceberg.Tests.Manifests;

/// <summary>A fixture of <c>tests/testdata/iceberg</c>; its README says how it was made.</summary>
internal sealed class JavaTable
{
    internal JavaTable(string name)
    {
        Folder = Path.Combine(Root, name);
        using var metadata = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "metadata.json")));
        Schema = Schema.FromJson(metadata.RootElement.GetProperty("schemas")[0]);
        Spec = PartitionSpec.FromJson(metadata.RootElement.GetProperty("partition-specs")[0]);
    }

    internal static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "testdata", "iceberg");

    internal string Folder { get; }

    internal Schema Schema { get; }

    internal PartitionSpec Spec { get; }

    internal string ListPath(int number) => Path.Combine(Folder, $"list-{number}.avro");

    internal IReadOnlyList<ManifestFile> List(int number) => ManifestList.Read(File.OpenRead(ListPath(number)));

    internal List<ManifestEntry> Entries(ManifestFile manifest)
    {
        using var reader = ManifestReader.Open(File.OpenRead(Path.Combine(Folder, Path.GetFileName(manifest.ManifestPath))), manifest, Spec, Schema);
        return [.. reader.ReadEntries()];
    }
}
