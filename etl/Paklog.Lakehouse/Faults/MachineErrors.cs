using System.Text.RegularExpressions;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Faults;

/// <summary>What the machine lacks, said in one sentence. DuckDB and .NET report it as text of the operating system around a path.</summary>
internal static partial class MachineErrors
{
    private static readonly string[] Exhausted = ["max_temp_directory_size", "Out of Memory Error", "No space left on device", "Disk quota exceeded", "Read-only file system"];

    /// <summary>Whether room or memory is at its end, or nothing can be written: whatever is tried next would fail too, and use up what is left.</summary>
    internal static bool IsExhausted(Exception error)
    {
        for (var link = error; link is not null; link = link.InnerException)
        {
            var message = MessageOf(link);
            if (link is OutOfMemoryException || Exhausted.Any(words => message.Contains(words, StringComparison.Ordinal)))
                return true;
        }

        return false;
    }

    internal static string? Describe(Exception error)
    {
        var message = MessageOf(error);
        if (message.Contains("max_temp_directory_size", StringComparison.Ordinal))
            return "Work that does not fit into memory finds no more room to spill to: raise engine.memory in lakehouse.yaml, or let engine.temp name a folder with more room. What was committed stays.";
        if (message.StartsWith("Out of Memory Error", StringComparison.Ordinal))
            return $"The engine's memory{Limit(message)} is too small for this: raise engine.memory in lakehouse.yaml, or lower engine.threads. What was committed stays.";
        if (message.Contains("No space left on device", StringComparison.Ordinal) || message.Contains("Disk quota exceeded", StringComparison.Ordinal))
            return $"The disk is full{At(message)}: make room and run the same command again. What was committed stays.";
        if (message.Contains("Read-only file system", StringComparison.Ordinal))
            return $"The file system is read-only{At(message)}: mount it for writing, or name another place in lakehouse.yaml (warehouse, engine.temp).";
        return error is UnauthorizedAccessException || message.Contains("Permission denied", StringComparison.Ordinal)
            ? $"Access is denied{At(message)}: let this user read and write there, or name another place in lakehouse.yaml (warehouse, engine.temp)."
            : null;
    }

    private static string MessageOf(Exception error) => (error as DuckDbException)?.EngineMessage ?? error.Message;

    private static string At(string message) => Quoted().Match(message) is { Success: true } path ? $" at '{path.Groups[1].Value}'" : "";

    private static string Limit(string message) => Used().Match(message) is { Success: true } used ? $" of {used.Groups[1].Value}" : "";

    [GeneratedRegex("""['"]([^'"]+)['"]""")]
    private static partial Regex Quoted();

    /// <summary>(42.0 MiB/57.2 MiB used)</summary>
    [GeneratedRegex(@"/([0-9.]+ [A-Za-z]+) used\)")]
    private static partial Regex Used();
}
