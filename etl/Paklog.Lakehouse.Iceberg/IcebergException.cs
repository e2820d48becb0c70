namespace Paklog.Lakehouse.Iceberg;

/// <summary>The one error of this library. Callers match <see cref="Kind"/>; schedulers read <see cref="Retryable"/>.</summary>
public sealed class IcebergException(IcebergErrorKind kind, string message, bool retryable = false, Exception? inner = null)
    : Exception(message, inner)
{
    public IcebergErrorKind Kind { get; } = kind;

    /// <summary>True when the same operation may succeed if it is tried again on fresh state.</summary>
    public bool Retryable { get; } = retryable;

    internal static IcebergException InvalidData(string message, Exception? inner = null) => new(IcebergErrorKind.InvalidData, message, inner: inner);

    internal static IcebergException Unsupported(string message) => new(IcebergErrorKind.Unsupported, message);
}
