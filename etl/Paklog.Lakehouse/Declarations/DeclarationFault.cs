namespace Paklog.Lakehouse.Declarations;

/// <summary>One fault of a declaration.</summary>
/// <param name="File">The file, or the place in C#.</param>
/// <param name="Line">Counted from 1; 0 where the place says it all.</param>
public sealed record DeclarationFault(string File, int Line, string Message)
{
    public override string ToString() => Line == 0 ? $"{File}: {Message}" : $"{File}:{Line}: {Message}";
}
