using System.Text.Json;

namespace Paklog.Lakehouse.Cli;

/// <summary>What a verb works with.</summary>
public interface ICommandSession
{
    CommandHost Host { get; }

    /// <summary>Whether results are printed as JSON.</summary>
    bool Json { get; }

    /// <summary>The lakehouse as the command line's options have it; what it needs is opened when it is first used.</summary>
    Lakehouse Lakehouse { get; }

    /// <summary>Text for people, on the host's output.</summary>
    TextWriter Output { get; }

    /// <summary>Prints one JSON object on a line of its own.</summary>
    void WriteJson(Action<Utf8JsonWriter> members);
}
