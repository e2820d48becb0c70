using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Sources;

/// <summary>Finds input files and describes them.</summary>
public static partial class InputFiles
{
    private const int SniffedBytes = 1 << 20;
    private const int LongLineBytes = 12 << 20;
    private static readonly string[] SidecarMarks = [".keys", ".headers"];
    private static readonly string[] Endings = [".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz"];

    /// <summary>As <see cref="FindAll"/>, for callers that want all or nothing.</summary>
    /// <exception cref="LakehouseException">A path does not exist or cannot be looked into, or nothing was found.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths)
    {
        var found = FindAll(paths);
        return found.Unread.Count == 0 ? found.Files : throw new LakehouseException(found.Unread[0].Reason);
    }

    /// <summary>
    /// The files named, and of each folder named all files below it that end in .jsonl, .ndjson or .json, with or without .gz; sorted, each once. A path that is not there or no file, and a folder that cannot be looked into, keep nobody
    /// from the others. Hidden files are left out, and so are sidecars: files of keys or headers that Kafka Connect's S3 sink writes
    /// beside those of values (store.kafka.keys, store.kafka.headers), called as they are but for .keys or .headers before the ending. A topic may be called so too: what has no file of values beside it, or has
    /// events, is none.
    /// </summary>
    /// <exception cref="LakehouseException">Nothing was found, and nothing is in the way.</exception>
    public static FoundInput FindAll(IEnumerable<string> paths)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var unread = new List<UnreadInput>();
        var named = new HashSet<string>(StringComparer.Ordinal);
        var asked = paths.ToList();
        foreach (var path in asked)
        {
            if (Directory.Exists(path))
                AddFolder(System.IO.Path.GetFullPath(path));
            else if (File.Exists(path) && IsFile(path))
                named.Add(System.IO.Path.GetFullPath(path));
            else if (!File.Exists(path))
                unread.Add(new UnreadInput(path, $"There is no file or folder '{path}' to land; give an existing one to --input."));
        }

        found.UnionWith(named);
        var sidecars = found.Where(path => !named.Contains(path) && IsSidecar(path, found)).ToList();
        return found.Count > sidecars.Count || unread.Count > 0
            ? new FoundInput([.. found.Except(sidecars)], unread, sidecars)
            : throw new LakehouseException($"No input was found in {string.Join(", ", asked.Select(path => $"'{path}'"))}: files must end in {string.Join(", ", Endings)}.");

        bool IsFile(string path)
        {
            if (SpecialFile.Of(path) is not { } kind)
                return true;
            unread.Add(new UnreadInput(path, $"'{path}' is {kind} and no file, which can be read but once: write what it gives to a file, and land that."));
            return false;
        }

        void AddFolder(string folder)
        {
            try
            {
                found.UnionWith(Directory.GetFiles(folder).Where(path => IsInput(path) && IsFile(path)));
                foreach (var below in Directory.GetDirectories(folder))
                    AddFolder(below);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                unread.Add(new UnreadInput(folder, $"The folder '{folder}' cannot be looked into: {error.Message}"));
            }
        }
    }

    /// <summary>Reads the file once for its hash and looks at its first line.</summary>
    /// <exception cref="LakehouseException">The file cannot be read.</exception>
    public static async Task<InputFile> DescribeAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.SequentialScan);
            var written = File.GetLastWriteTimeUtc(stream.SafeFileHandle);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var fractions = new FractionScanner();
            var buffer = new byte[1 << 20];
            var bytes = 0L;
            var compressed = false;
            var (lineBytes, longest) = (0L, 0L);
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0; bytes += read)
            {
                compressed = bytes == 0 ? buffer.AsSpan(0, read) is [0x1f, 0x8b, ..] : compressed;
                hash.AppendData(buffer, 0, read);
                lineBytes = buffer.AsSpan(0, read).Contains((byte)'\n') ? 0 : lineBytes + read;
                longest = Math.Max(longest, lineBytes);
                if (!compressed)
                    fractions.Append(buffer.AsSpan(0, read));
            }

            stream.Position = 0;
            return new InputFile(path, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()), compressed, compressed || fractions.Found, RecordFormSniffer.Sniff(FirstLine(stream, compressed)), written, !compressed && longest > LongLineBytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw InputFileException.Unreadable(path, error);
        }
    }

    private static bool IsInput(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        return !name.StartsWith('.') && Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsSidecar(string path, SortedSet<string> found)
    {
        if (Array.Find(Endings, ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is not { } ending)
            return false;
        var stem = path[..^ending.Length];
        var values = Array.Find(SidecarMarks, mark => stem.EndsWith(mark, StringComparison.Ordinal)) is { } mark ? stem[..^mark.Length] : null;
        if (values is null || (!Endings.Any(other => found.Contains(values + other)) && !NameOfSink().IsMatch(values)))
            return false;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
            return !Lines.ReadLine.Of(FirstLine(stream, ending.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)), "").IsEvent;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Topic, partition and first offset.</summary>
    [GeneratedRegex(@"\+[0-9]+\+[0-9]+$")]
    private static partial Regex NameOfSink();

    private static byte[] FirstLine(Stream stream, bool compressed)
    {
        try
        {
            using var plain = compressed ? new GZipStream(stream, CompressionMode.Decompress) : stream;
            var buffer = new byte[SniffedBytes];
            var read = plain.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            var end = Array.IndexOf(buffer, (byte)'\n', 0, read);
            return buffer[..(end < 0 ? read : end)];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }
}
