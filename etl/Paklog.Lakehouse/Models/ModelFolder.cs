using Paklog.Lakehouse.Declarations;

namespace Paklog.Lakehouse.Models;

/// <summary>The models of a folder: a file with a fault is refused alone, and the others stand.</summary>
/// <param name="Models">A model stands behind the models that it reads.</param>
public sealed record ModelFolder(IReadOnlyList<Model> Models, IReadOnlyList<RefusedModel> Refused)
{
    /// <summary>All faults of all files; null where there is none.</summary>
    public DeclarationException? Fault => Refused.Count == 0 ? null : new DeclarationException([.. Refused.SelectMany(refused => refused.Errors)]);
}
