using Paklog.Lakehouse.Declarations;

namespace Paklog.Lakehouse.Contracts;

/// <summary>The contracts of a folder: a file with a fault is refused alone, and the others stand.</summary>
/// <param name="Refused">In the order of their files.</param>
public sealed record ContractFolder(IReadOnlyList<Contract> Contracts, IReadOnlyList<RefusedContract> Refused)
{
    /// <summary>All faults of all files; null where there is none.</summary>
    public DeclarationException? Fault => Refused.Count == 0 ? null : new DeclarationException([.. Refused.SelectMany(refused => refused.Errors)]);
}
