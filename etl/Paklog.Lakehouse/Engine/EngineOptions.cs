namespace Paklog.Lakehouse.Engine;

/// <summary>What the embedded engine may use of the machine; what is null is left to DuckDB.</summary>
/// <param name="MemoryLimit">As DuckDB writes sizes: "800MB", "4GB".</param>
/// <param name="TempDirectory">Where work that does not fit into memory is spilled to.</param>
public sealed record EngineOptions(string? MemoryLimit = null, string? TempDirectory = null, int? Threads = null);
