namespace Paklog.Lakehouse.Faults;

/// <summary>An engine is gone, or lacks what any statement needs: nothing that is asked of it next will do better.</summary>
public sealed class EngineLostException : LakehouseException
{
    public EngineLostException(string message, Exception? inner = null)
        : base(message, inner) => (Kind, Retryable) = (LakehouseErrorKind.Unavailable, true);
}
