namespace Paklog.Lakehouse.Models;

/// <summary>One fault of a model or of its test.</summary>
/// <param name="Line">Counted from 1.</param>
public sealed record ModelError(string File, int Line, string Message)
{
    public override string ToString() => $"{File}:{Line}: {Message}";
}
