namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>Where contracts and input do not agree.</summary>
/// <param name="Field">The column or field; null where the whole table is meant.</param>
/// <param name="Message">A sentence with what to do.</param>
public sealed record ContractFinding(ContractFindingKind Kind, string Source, string? Field, string Message);
