namespace Paklog.Lakehouse.Engine;

/// <summary>An engine that <c>land</c> and <c>run</c> can name by <c>--engine</c> beside the embedded one.</summary>
public interface IEngineProvider
{
    string Name { get; }

    /// <summary>Whether this process was started by the engine, which is at hand then.</summary>
    bool IsHere(Func<string, string?> variable);

    /// <summary>Nothing, where the engine can read and write the tables of a warehouse.</summary>
    /// <param name="location">Of the warehouse, a URI.</param>
    /// <exception cref="LakehouseException">It cannot; the sentence says which it can.</exception>
    void RequireReach(string location);

    /// <summary>The engine that started this process.</summary>
    /// <exception cref="LakehouseException">It cannot be reached, or lacks what runs need.</exception>
    IEngine Open(EngineOpening opening);

    /// <summary>The program that starts the engine and, by it, this command again.</summary>
    /// <exception cref="LakehouseException">The engine is not installed; the sentence says what to do.</exception>
    IEngineCommand CommandOf(EngineRequest request);
}
