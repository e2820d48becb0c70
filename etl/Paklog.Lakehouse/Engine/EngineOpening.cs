using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Engine;

/// <summary>What an engine is opened with that started this process.</summary>
/// <param name="Variable">An environment variable by name.</param>
public sealed record EngineOpening(Func<string, string?> Variable, ManifestCache Manifests, TimeProvider Clock);
