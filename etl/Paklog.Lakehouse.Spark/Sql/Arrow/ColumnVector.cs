namespace Paklog.Lakehouse.Spark.Sql.Arrow;

/// <summary>The values of one column, or of one part of a nested column, of a batch.</summary>
/// <param name="validity">A bit for each value, set where there is one; empty where none is null.</param>
internal abstract class ColumnVector(ReadOnlyMemory<byte> validity)
{
    public object? Get(int index) => IsNull(index) ? null : Value(index);

    protected abstract object? Value(int index);

    private bool IsNull(int index) => !validity.IsEmpty && (validity.Span[index >> 3] & (1 << (index & 7))) == 0;
}
