using System.IO.Compression;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Recordings;

/// <summary>The topic files of a recording, and the same lines in other files.</summary>
internal static class Recording
{
    public static string Main => Shared.Require("data/cdc/main/topics");

    /// <param name="form">plain, typed, flat or outbox.</param>
    public static string Small(string form) => Shared.Require($"data/cdc/small/{form}/topics");

    /// <summary>
    /// Cuts each topic file into <paramref name="batches"/> ranges of offsets and puts the ranges of one number into one folder; returns the folders in order.
    /// </summary>
    /// <param name="cuts">The offset at which the batch in the middle of a file begins, by the file's name without ending; others are cut evenly.</param>
    public static IReadOnlyList<string> Split(string topics, int batches, string target, IReadOnlyDictionary<string, int>? cuts = null)
    {
        var folders = Enumerable.Range(0, batches).Select(batch => Directory.CreateDirectory(Path.Combine(target, $"batch-{batch:00}")).FullName).ToList();
        foreach (var file in Directory.EnumerateFiles(topics))
        {
            var name = Path.GetFileName(file)[..^".jsonl.gz".Length];
            var lines = ReadLines(file);
            var middle = cuts is not null && cuts.TryGetValue(name, out var cut) ? lines.FindIndex(line => line.Contains($"\"offset\":{cut},", StringComparison.Ordinal)) : lines.Count / 2;
            for (var batch = 0; batch < batches; batch++)
            {
                var (from, to) = (Start(batch, batches, middle, lines.Count), Start(batch + 1, batches, middle, lines.Count));
                if (from < to)
                    File.WriteAllLines(Path.Combine(folders[batch], name + ".jsonl"), lines[from..to]);
            }
        }

        return folders;
    }

    /// <summary>All files of these folders in one random order, which is that of their new names.</summary>
    public static IReadOnlyList<string> Shuffle(IEnumerable<string> folders, int seed, string target)
    {
        var files = folders.SelectMany(Directory.EnumerateFiles).Order(StringComparer.Ordinal).ToArray();
        new Random(seed).Shuffle(files);
        Directory.CreateDirectory(target);
        return [.. files.Select((file, index) =>
        {
            var moved = Path.Combine(target, $"{index:000}-{Path.GetFileName(file)}");
            File.Copy(file, moved);
            return moved;
        })];
    }

    /// <summary>All lines of a recording, file by file.</summary>
    public static IReadOnlyList<string> Lines(string topics) => [.. Directory.EnumerateFiles(topics).Order(StringComparer.Ordinal).SelectMany(ReadLines)];

    public static List<string> ReadLines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
            lines.Add(line);
        return lines;
    }

    /// <summary>Where a batch begins: the middle one at <paramref name="middle"/>, the others evenly on both sides of it.</summary>
    private static int Start(int batch, int batches, int middle, int lines)
    {
        var half = batches / 2;
        return batch <= half ? middle * batch / half : middle + (lines - middle) * (batch - half) / (batches - half);
    }
}
