namespace Paklog.Lakehouse.Contracts;

/// <summary>One fault of a contract file.</summary>
/// <param name="Line">Counted from 1.</param>
public sealed record ContractError(string File, int Line, string Message)
{
    public override string ToString() => $"{File}:{Line}: {Message}";
}
