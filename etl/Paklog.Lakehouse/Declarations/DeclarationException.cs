namespace Paklog.Lakehouse.Declarations;

/// <summary>Contracts, models or tests of models that cannot be used. The message lists every fault with file and line.</summary>
public sealed class DeclarationException : LakehouseException
{
    public DeclarationException(IReadOnlyList<DeclarationFault> errors, Exception? inner = null)
        : base(string.Join(Environment.NewLine, errors), inner) => (Kind, Errors) = (LakehouseErrorKind.InvalidDeclaration, errors);

    public IReadOnlyList<DeclarationFault> Errors { get; }
}
