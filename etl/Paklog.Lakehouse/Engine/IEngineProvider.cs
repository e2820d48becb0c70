using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Engine;

/// <summary>An engine that <c>run --engine NAME</c> can name beside the embedded one.</summary>
public interface IEngineProvider
{
    string Name { get; }

    /// <summary>Whether this process was started by the engine, which is at hand then.</summary>
    bool IsHere(Func<string, string?> variable);

    /// <summary>The engine that started this process.</summary>
    /// <exception cref="LakehouseException">It cannot be reached, or lacks what runs need.</exception>
    IEngine Open(EngineOpening opening);

    /// <summary>The program that starts the engine and, by it, this command again.</summary>
    /// <exception cref="LakehouseException">The engine is not installed; the sentence says what to do.</exception>
    IEngineCommand CommandOf(EngineRequest request);
}

/// <param name="Variable">An environment variable by name.</param>
public sealed record EngineOpening(Func<string, string?> Variable, ManifestCache Manifests, TimeProvider Clock);

/// <param name="Master">Where the engine's cluster is, as the engine names it; null for the engine's default.</param>
/// <param name="Settings">Settings of the engine, KEY=VALUE.</param>
/// <param name="SettingsFile">A file of such settings in the engine's own form; null for none.</param>
/// <param name="Assembly">The application that is to run.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Variable">An environment variable by name.</param>
public sealed record EngineRequest(string? Master, IReadOnlyList<string> Settings, string? SettingsFile, string Assembly, IReadOnlyList<string> Arguments, Func<string, string?> Variable);

/// <summary>A program to be started; <see cref="object.ToString"/> is the line that a person could type.</summary>
public interface IEngineCommand
{
    /// <summary>Runs it with the output and error stream of this process, and returns its exit code.</summary>
    Task<int> RunAsync(CancellationToken cancellationToken);
}
