using Paklog.Lakehouse.DuckDb.Vectors;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>
/// The values of one column for some rows, as the engine stores them, good for the length of a call. A getter must fit the type and the row must not be NULL.
/// </summary>
public readonly ref struct DuckDbVector
{
    private readonly VectorReader _reader;

    internal DuckDbVector(VectorReader reader, int count)
    {
        _reader = reader;
        Count = count;
    }

    public DuckDbType Type => _reader.Type;

    /// <summary>The number of rows, at most 2,048.</summary>
    public int Count { get; }

    public bool IsNull(int row) => _reader.IsNull((ulong)row);

    /// <summary>An INTEGER, or a DATE in days since 1970-01-01.</summary>
    public int GetInt32(int row) => _reader.Get<int>((ulong)row);

    /// <summary>A BIGINT, a TIMESTAMP with or without a time zone in microseconds since 1970-01-01, or a TIME in microseconds.</summary>
    public long GetInt64(int row) => _reader.Get<long>((ulong)row);

    public DuckDbDecimal GetDecimal(int row) => _reader.GetDecimal((ulong)row);

    /// <summary>The bytes of a BLOB, or the UTF-8 of a VARCHAR.</summary>
    public ReadOnlySpan<byte> GetBytes(int row) => _reader.GetBytes((ulong)row);

    public Guid GetGuid(int row) => _reader.GetUuid((ulong)row);
}
