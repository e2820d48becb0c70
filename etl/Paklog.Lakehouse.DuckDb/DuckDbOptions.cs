using System.Globalization;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>How a database is opened. What is not set is left to DuckDB.</summary>
public sealed record DuckDbOptions
{
    /// <summary>The memory the engine may use before it spills, as DuckDB writes sizes: "800MB", "1GiB".</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>The folder for what does not fit into memory, made when first needed; "" forbids to spill.</summary>
    public string? TempDirectory { get; init; }

    /// <summary>The number of threads that work on queries.</summary>
    public int? Threads { get; init; }

    /// <summary>Makes <see cref="DuckDbConnection.Progress"/> known; nothing is printed.</summary>
    public bool TrackProgress { get; init; }

    /// <summary>Further settings of the whole database by DuckDB's names: "preserve_insertion_order" = "false", "access_mode" = "READ_ONLY".</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Settings that DuckDB keeps for each connection, or takes only once it runs: "search_path", and "TimeZone", which
    /// otherwise is this machine's. Every connection begins with them.
    /// </summary>
    public IReadOnlyDictionary<string, string> SessionSettings { get; init; } = new Dictionary<string, string>();

    internal IEnumerable<KeyValuePair<string, string>> DatabaseSettings()
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

    /// <summary>The SET statements with which a connection begins; empty when there are none.</summary>
    internal string SessionStatements()
    {
        var statements = SessionSettings.Select(setting => $"SET {DuckDbIdentifier.Quote(setting.Key)} = {DuckDbLiteral.Quote(setting.Value)};");
        if (TrackProgress)
            statements = statements.Append("SET enable_progress_bar = true; SET enable_progress_bar_print = false;");
        return string.Join(' ', statements);
    }
}
