namespace Paklog.Lakehouse.Declarations;

/// <summary>Contracts, models or tests of models that cannot be used. The message lists every fault with file and line.</summary>
public sealed class DeclarationException(IReadOnlyList<DeclarationFault> errors, Exception? inner = null) : Exception(string.Join(Environment.NewLine, errors), inner)
{
    public IReadOnlyList<DeclarationFault> Errors { get; } = errors;
}
