using Paklog.Lakehouse.Contracts;

namespace Paklog.Lakehouse.Silver;

/// <summary>A contract's column inside Silver's SQL: there it has names of ours, by its place, so that no name of the source can meet one of Silver's own columns.</summary>
/// <param name="Place">Counted from 1.</param>
internal sealed record SilverColumn(ContractColumn Column, int Place)
{
    /// <summary>The value, in every work table.</summary>
    public string Value { get; } = $"c{Place}";

    /// <summary>The text of the member, while it is decoded.</summary>
    public string Text { get; } = $"text_{Place}";

    /// <summary>What the text is parsed into, while it is decoded.</summary>
    public string Parsed { get; } = $"parsed_{Place}";

    /// <summary>Whether the event lacks the member, where a default asks for it.</summary>
    public string Absent { get; } = $"absent_{Place}";

    /// <summary>What is known of a value that the event does not carry.</summary>
    public string Known { get; } = $"known_{Place}";
}
