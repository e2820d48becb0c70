using System.CommandLine;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>contract</c>: drafts and checks contracts.</summary>
internal static class ContractCommand
{
    internal static Command Create(CommandLine line) => new("contract", "Draft contracts from input, or check them.") { ContractInferCommand.Create(line), ContractCheckCommand.Create(line) };
}
