namespace Paklog.Lakehouse.Declarations;

/// <summary>One fault of a file that declares something.</summary>
/// <param name="Line">Counted from 1.</param>
public sealed record DeclarationFault(string File, int Line, string Message)
{
    public override string ToString() => $"{File}:{Line}: {Message}";
}
