namespace Paklog.Lakehouse.Testing;

/// <summary>One thing that two tables do not have in common.</summary>
/// <param name="Key">The row's key.</param>
/// <param name="What">A column's name, or what is wrong with the row: <c>missing row</c>, <c>extra row</c>, <c>second row</c>, <c>versions</c>, ...</param>
/// <param name="Expected">Canonical text; null for NULL or for what does not apply.</param>
/// <param name="Actual">Canonical text; null for NULL or for what does not apply.</param>
public sealed record Difference(string Key, string What, string? Expected, string? Actual)
{
    public override string ToString() => $"{Key}: {What}: expected {Shown(Expected)}, was {Shown(Actual)}";

    private static string Shown(string? text) => text switch
    {
        null => "null",
        { Length: > 160 } => $"'{text[..160]}...' ({text.Length} characters)",
        _ => $"'{text}'",
    };
}
