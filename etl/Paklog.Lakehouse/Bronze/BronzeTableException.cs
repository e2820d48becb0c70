namespace Paklog.Lakehouse.Bronze;

/// <summary>A Bronze table cannot be read or written: its events are held back, and those of the others are landed.</summary>
/// <param name="table">Its name without the namespace.</param>
internal sealed class BronzeTableException(string table, Exception inner) : Exception(inner.Message, inner)
{
    public string Table { get; } = table;
}
