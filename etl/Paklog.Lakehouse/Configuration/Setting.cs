namespace Paklog.Lakehouse.Configuration;

/// <summary>A node of a configuration file that knows where it stands: a text, members or items; none of them where the file says null.</summary>
/// <param name="Line">Counted from 1.</param>
internal sealed record Setting(string File, int Line)
{
    internal string? Text { get; init; }

    internal IReadOnlyDictionary<string, Setting>? Members { get; init; }

    internal IReadOnlyList<Setting>? Items { get; init; }

    internal bool IsNull => Text is null && Members is null && Items is null;

    /// <summary>This setting with another laid over it: members join by name, anything else is replaced, and null takes away.</summary>
    internal Setting Under(Setting above)
    {
        if (Members is null || above.Members is null)
            return above;
        var members = new Dictionary<string, Setting>(Members, StringComparer.Ordinal);
        foreach (var (name, member) in above.Members)
            members[name] = members.TryGetValue(name, out var below) ? below.Under(member) : member;
        return above with { Members = members };
    }
}
