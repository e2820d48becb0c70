namespace Paklog.Lakehouse.Contracts;

/// <summary>How the text of a value becomes a value of its type, before policies.</summary>
/// <param name="Value">SQL of the value; NULL where the text is none, and never an error.</param>
/// <param name="Fits">SQL that is true where the value says exactly what the text says; null where that is always so.</param>
/// <param name="Problem">SQL of the reason where it does not fit.</param>
internal sealed record Decoding(string Value, string? Fits, string? Problem)
{
    /// <summary>Values with a policy of their own, in the order in which they are tried, before <see cref="Fits"/>.</summary>
    internal IReadOnlyList<SpecialValue> Specials { get; init; } = [];

    /// <summary>SQL of what the text is parsed into, which the others need several times; null where they are cheap without.</summary>
    internal string? Parsed { get; init; }

    /// <summary>SQL that is true where the text is well formed and what it says is beyond the type; null where the type has no bounds.</summary>
    internal string? Beyond { get; init; }

    /// <summary>SQL of the value nearest to one that is beyond the type.</summary>
    internal string? Nearest { get; init; }
}

/// <summary>A value that the source has and the type lacks.</summary>
/// <param name="When">SQL that is true for it.</param>
/// <param name="Clamped">SQL of the nearest value; null where there is none.</param>
internal sealed record SpecialValue(string When, string Reason, ValuePolicy Policy, string? Clamped = null);
