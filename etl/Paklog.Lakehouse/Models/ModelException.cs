namespace Paklog.Lakehouse.Models;

/// <summary>Models or tests of models that cannot be used; the message lists every fault with file and line.</summary>
public sealed class ModelException(IReadOnlyList<ModelError> errors, Exception? inner = null) : Exception(string.Join(Environment.NewLine, errors), inner)
{
    public IReadOnlyList<ModelError> Errors { get; } = errors;
}
