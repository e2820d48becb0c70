using Paklog.Lakehouse.Declarations;

namespace Paklog.Lakehouse.Contracts;

/// <summary>A contract that C# declares.</summary>
/// <param name="Place">The member and the file that declare it; stands for the file in messages, and no two contracts have the same.</param>
/// <param name="Contract">Null where something is wrong with it.</param>
/// <param name="Target">Whose contract it is, be it valid or not.</param>
internal sealed record DeclaredContract(string Place, Contract? Contract, ContractTarget Target, IReadOnlyList<DeclarationFault> Faults);
