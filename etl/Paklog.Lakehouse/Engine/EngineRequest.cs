namespace Paklog.Lakehouse.Engine;

/// <summary>An application that an engine is to start.</summary>
/// <param name="Master">Where the engine's cluster is, as the engine names it; null for the engine's default.</param>
/// <param name="Settings">Settings of the engine, KEY=VALUE.</param>
/// <param name="SettingsFile">A file of such settings in the engine's own form; null for none.</param>
/// <param name="Assembly">The application that is to run.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Variable">An environment variable by name.</param>
public sealed record EngineRequest(string? Master, IReadOnlyList<string> Settings, string? SettingsFile, string Assembly, IReadOnlyList<string> Arguments, Func<string, string?> Variable);
