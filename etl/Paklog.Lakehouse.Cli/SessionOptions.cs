namespace Paklog.Lakehouse.Cli;

/// <summary>What the common options of a command line say; paths as they were given.</summary>
internal sealed record SessionOptions(bool Json, string? Conf, string? Environment, string? Warehouse);
