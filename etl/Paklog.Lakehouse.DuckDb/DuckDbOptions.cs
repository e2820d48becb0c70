using System.Globalization;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>How a database is opened. What is not set is left to DuckDB.</summary>
public sealed record DuckDbOptions
{
    /// <summary>The memory the engine may use before it spills, as DuckDB writes sizes: "800MB", "1GiB".</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>The folder for what does not fit into memory; made when first needed.</summary>
    public string? TempDirectory { get; init; }

    /// <summary>The number of threads that work on queries.</summary>
    public int? Threads { get; init; }

    /// <summary>Makes <see cref="DuckDbConnection.Progress"/> known; nothing is printed.</summary>
    public bool TrackProgress { get; init; }

    /// <summary>Further settings by DuckDB's names: "preserve_insertion_order" = "false", "TimeZone" = "UTC", "access_mode" = "READ_ONLY".</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    internal IEnumerable<KeyValuePair<string, string>> AllSettings()
    {
        if (MemoryLimit is not null)
            yield return new("memory_limit", MemoryLimit);
        if (TempDirectory is not null)
            yield return new("temp_directory", TempDirectory);
        if (Threads is { } threads)
            yield return new("threads", threads.ToString(CultureInfo.InvariantCulture));
        foreach (var setting in Settings)
            yield return setting;
    }
}
