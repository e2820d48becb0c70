namespace Paklog.Lakehouse.Engine;

/// <summary>What the embedded engine may use of the machine; what is null is left to DuckDB.</summary>
/// <param name="MemoryLimit">As DuckDB writes sizes: "800MB", "4GB".</param>
/// <param name="TempDirectory">Where work that does not fit into memory is spilled to.</param>
public sealed record EngineOptions(string? MemoryLimit = null, string? TempDirectory = null, int? Threads = null)
{
    public const long DefaultCacheBytes = 10_000_000_000;

    /// <summary>The folder of copies of files that stand in a store away from this machine; null for one in the system's folder for temporary files.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>How many bytes of such files are kept when no work needs them any more.</summary>
    public long CacheBytes { get; init; } = DefaultCacheBytes;
}
