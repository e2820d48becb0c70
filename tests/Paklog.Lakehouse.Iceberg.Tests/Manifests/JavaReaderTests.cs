using System.Diagnostics;
using System.Text;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.Iceberg.Tests.Manifests;

/// <summary>The Java library reads from what we write what it reads from its own files of the same content.</summary>
public sealed class JavaReaderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("paklog-manifests-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task TheJavaLibraryReadsOursLikeItsOwn()
    {
        JavaTable types = new("types"), upgraded = new("upgraded"), uuids = new("uuids");
        var prints = await PrintAsync(
            (types, types.ListPath(1)), (types, WriteAgain(types, 1)),
            (types, types.ListPath(3)), (types, WriteAgain(types, 3)),
            (upgraded, upgraded.ListPath(3)), (upgraded, WriteAgain(upgraded, 3)),
            (uuids, WriteAgain(uuids, 1)));
        for (var i = 0; i < 6; i += 2)
        {
            Assert.Contains(".parquet", prints[i]);
            Assert.Equal(prints[i], prints[i + 1]);
        }

        Assert.Contains("no summaries", prints[6]);
        Assert.Contains("uuid=f79c3e09-677c-4bbd-a479-3f349cb785e7", prints[6]);
    }

    /// <summary>Writes the list and its manifests anew, entry for entry.</summary>
    private string WriteAgain(JavaTable table, int number)
    {
        var original = table.List(number);
        var snapshotId = original.Max(manifest => manifest.SequenceNumber) is var latest
            ? original.First(manifest => manifest.SequenceNumber == latest).AddedSnapshotId
            : 0;
        var copies = new List<ManifestFile>();
        foreach (var manifest in original)
        {
            var writer = new ManifestWriter(table.Schema, table.Spec, manifest.Content, manifest.AddedSnapshotId);
            foreach (var entry in table.Entries(manifest))
            {
                switch (entry.Status)
                {
                    case EntryStatus.Added:
                        writer.Add(entry.DataFile);
                        break;
                    case EntryStatus.Existing:
                        writer.AddExisting(entry);
                        break;
                    default:
                        writer.AddDeleted(entry);
                        break;
                }
            }

            var (bytes, copy) = writer.Finish(manifest.ManifestPath);
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(manifest.ManifestPath)), bytes);
            copies.Add(manifest.AddedSnapshotId == snapshotId ? copy : copy with { SequenceNumber = manifest.SequenceNumber, MinSequenceNumber = manifest.MinSequenceNumber });
        }

        var path = Path.Combine(folder, $"{Path.GetFileName(table.Folder)}-{number}.avro");
        File.WriteAllBytes(path, ManifestList.Write(copies, snapshotId, 5, original.Max(manifest => manifest.SequenceNumber)));
        return path;
    }

    private static async Task<string[]> PrintAsync(params (JavaTable Table, string List)[] lists)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Shared.RequireProgram("java", "openjdk-17-jdk-headless"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        Shared.RequireProgram("javac", "openjdk-17-jdk-headless");
        string[] arguments =
        [
            "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-cp", Path.Combine(await Engines.RunAsync(cancellation, "spark-home"), "jars", "*"),
            Path.Combine(JavaTable.Root, "ReadManifests.java"),
            .. lists.SelectMany(list => new[] { Ascii(list.Table.Schema.ToJson()), Ascii(list.Table.Spec.ToJson()), list.List }),
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        Assert.True(process.ExitCode == 0, await error);
        var prints = (await output).Split("list ", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lists.Length, prints.Length);
        return prints;
    }

    /// <summary>Java 17 reads its arguments in the locale's encoding, which may be ASCII.</summary>
    private static string Ascii(string json) => string.Concat(json.Select(c => c < 128 ? $"{c}" : $"\\u{(int)c:x4}"));
}
