namespace Paklog.Lakehouse.Contracts;

/// <summary>Contract files that cannot be used; the message lists every fault with file and line.</summary>
public sealed class ContractException(IReadOnlyList<ContractError> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<ContractError> Errors { get; } = errors;
}
