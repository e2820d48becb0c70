using Paklog.Lakehouse.Declarations;

namespace Paklog.Lakehouse;

/// <summary>Where C# declares something: the file and line of the call, and the member that is called.</summary>
internal sealed record DeclarationPlace(string File, int Line, string Member)
{
    /// <summary>Stands for the file in messages.</summary>
    public string Name => $"{Path.GetFileName(File)}:{Line} {Member}";

    public DeclarationFault Fault(string message) => new(Name, 0, message);
}
