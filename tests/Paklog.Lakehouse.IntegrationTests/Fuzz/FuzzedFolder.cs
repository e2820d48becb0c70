using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Paklog.Lakehouse.IntegrationTests.Recordings;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Fuzz;

/// <summary>Files of damaged lines of the recordings. Some are damaged in one line only, so that their other lines are read in the ways of clean files first.</summary>
internal static partial class FuzzedFolder
{
    private const int LinesInFile = 500;

    /// <summary>Lines whose table or topic was damaged: each new name is a new table, which takes its time.</summary>
    private const int Renamed = 100;

    /// <returns>How many lines were damaged.</returns>
    public static int Write(string folder, int seed, int lines)
    {
        var random = new Random(seed);
        var mutator = new LineMutator(seed);
        var topics = Topics();
        var written = 0;
        var mutated = 0;
        var renamed = 0;
        for (var file = 0; written < lines; file++)
        {
            var topic = topics[random.Next(topics.Count)];
            var from = random.Next(topic.Length);
            var piece = topic.AsSpan(from, Math.Min(LinesInFile, topic.Length - from));
            var damage = random.Next(6);
            var bad = random.Next(piece.Length);
            var name = Path.Combine(folder, file.ToString("00000", CultureInfo.InvariantCulture) + (file % 7 == 0 ? ".jsonl.gz" : ".jsonl"));
            using var stream = File.Create(name);
            using Stream target = file % 7 == 0 ? new GZipStream(stream, CompressionLevel.Fastest) : stream;
            for (var i = 0; i < piece.Length; i++)
            {
                var line = piece[i];
                if (damage > 1 || i == bad)
                {
                    var whole = Names(line);
                    do
                        line = damage is 1 or 2 or 3 ? mutator.MutateMembers(piece[i]) : mutator.MutateBytes(piece[i], topic[0]);
                    while (Names(line) != whole && ++renamed > Renamed);
                }

                mutated += ReferenceEquals(line, piece[i]) ? 0 : 1;
                target.Write(line);
                if (i < piece.Length - 1 || random.Next(2) == 0)
                    target.Write("\n"u8);
            }

            written += damage > 1 ? piece.Length : 0;
        }

        return mutated;
    }

    private static string Names(byte[] line) => string.Join(' ', NamingMembers().Matches(Encoding.Latin1.GetString(line)).Select(match => match.Value));

    [GeneratedRegex("\"(topic|schema|table)\":(\"[^\"]*\"|[^\",}]*)")]
    private static partial Regex NamingMembers();

    /// <summary>The lines of each topic file in each form that the recordings have.</summary>
    private static List<byte[][]> Topics() =>
    [
        .. new[] { "plain", "typed", "flat", "outbox" }.Select(Recording.Small).SelectMany(Files),
        .. Files(Recording.Main),
    ];

    private static IEnumerable<byte[][]> Files(string topics) => Directory.EnumerateFiles(topics).Order(StringComparer.Ordinal).Select(FileLines.OfWhole);
}
