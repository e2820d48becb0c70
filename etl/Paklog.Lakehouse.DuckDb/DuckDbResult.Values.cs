using Paklog.Lakehouse.DuckDb.Vectors;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>
/// The values of the row that <see cref="Read"/> has gone to. Typed getters are exact or refuse: they throw
/// <see cref="InvalidCastException"/> for a column of another type or for NULL, <see cref="OverflowException"/> for a number
/// that does not fit, <see cref="InvalidOperationException"/> when there is no row.
/// </summary>
public sealed unsafe partial class DuckDbResult
{
    public bool IsNull(int column) => Reader(column).IsNull(_row);

    /// <summary>
    /// NULL as null; integers as the .NET integer of their width (HUGEINT as Int128, UHUGEINT as UInt128); DECIMAL as
    /// <see cref="DuckDbDecimal"/>; VARCHAR (also JSON) and ENUM as string; BLOB as byte[]; BIT as a string of 0 and 1; UUID as
    /// Guid; INTERVAL as <see cref="DuckDbInterval"/>; DATE as DateOnly, TIMESTAMP as DateTime without a kind, TIMESTAMP WITH
    /// TIME ZONE as DateTimeOffset in UTC - and as <see cref="DuckDbDate"/> or <see cref="DuckDbTimestamp"/> the infinities and
    /// what those do not hold; TIME as TimeOnly, but 24:00:00 as TimeSpan; TIME WITH TIME ZONE as <see cref="DuckDbTimeTz"/>;
    /// LIST and ARRAY as object?[]; STRUCT as KeyValuePair&lt;string, object?&gt;[] in the order of its fields; MAP as
    /// KeyValuePair&lt;object, object?&gt;[]; UNION as KeyValuePair&lt;string, object?&gt; of the member and its value.
    /// </summary>
    /// <exception cref="NotSupportedException">The column is TIME_NS, BIGNUM, GEOMETRY or VARIANT: cast it in SQL.</exception>
    public object? GetValue(int column) => Reader(column).GetObject(_row);

    public bool GetBoolean(int column) => Valued(column, DuckDbTypeKind.Boolean).Get<byte>(_row) != 0;

    /// <summary>Any integer type whose value fits.</summary>
    public int GetInt32(int column) => checked((int)GetInt64(column));

    /// <summary>Any integer type whose value fits.</summary>
    public long GetInt64(int column)
    {
        var reader = Valued(column);
        return reader.Type.Kind == DuckDbTypeKind.BigInt ? reader.Get<long>(_row) : checked((long)Integer(reader, column));
    }

    /// <summary>Any integer type whose value fits; only a UHUGEINT may not.</summary>
    public Int128 GetInt128(int column) => Integer(Valued(column), column);

    /// <summary>FLOAT or DOUBLE.</summary>
    public double GetDouble(int column)
    {
        var reader = Valued(column);
        return reader.Type.Kind switch
        {
            DuckDbTypeKind.Double => reader.Get<double>(_row),
            DuckDbTypeKind.Float => reader.Get<float>(_row),
            _ => throw WrongType(column, "a floating-point number"),
        };
    }

    public DuckDbDecimal GetDecimal(int column) => Valued(column, DuckDbTypeKind.Decimal).GetDecimal(_row);

    /// <summary>VARCHAR, JSON or ENUM.</summary>
    public string GetString(int column)
    {
        var reader = Valued(column);
        return reader.Type.Kind switch
        {
            DuckDbTypeKind.Varchar => reader.GetText(_row),
            DuckDbTypeKind.Enum => reader.GetEnum(_row),
            _ => throw WrongType(column, "text"),
        };
    }

    /// <summary>The bytes of a BLOB, or the UTF-8 of a VARCHAR, without a copy; gone with the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> GetBytes(int column)
    {
        var reader = Valued(column);
        return reader.Type.Kind is DuckDbTypeKind.Blob or DuckDbTypeKind.Varchar ? reader.GetBytes(_row) : throw WrongType(column, "BLOB or VARCHAR");
    }

    public Guid GetGuid(int column) => Valued(column, DuckDbTypeKind.Uuid).GetUuid(_row);

    public DuckDbInterval GetInterval(int column) => Valued(column, DuckDbTypeKind.Interval).GetInterval(_row);

    /// <summary>Days since 1970-01-01, of any date and of both infinities.</summary>
    public DuckDbDate GetDate(int column) => new(Valued(column, DuckDbTypeKind.Date).Get<int>(_row));

    /// <summary>A timestamp of any precision, with or without a time zone, as stored.</summary>
    public DuckDbTimestamp GetTimestamp(int column)
    {
        var reader = Valued(column);
        return reader.Type.Kind is DuckDbTypeKind.Timestamp or DuckDbTypeKind.TimestampTz or DuckDbTypeKind.TimestampS or DuckDbTypeKind.TimestampMs
            or DuckDbTypeKind.TimestampNs
            ? reader.GetTimestamp(_row)
            : throw WrongType(column, "a timestamp");
    }

    /// <summary>Microseconds since 1970-01-01 of a TIMESTAMP with or without a time zone; the infinities are plus and minus 2^63 - 1.</summary>
    public long GetTimestampMicros(int column)
    {
        var reader = Valued(column);
        return reader.Type.Kind is DuckDbTypeKind.Timestamp or DuckDbTypeKind.TimestampTz
            ? reader.Get<long>(_row)
            : throw WrongType(column, "a TIMESTAMP of microseconds");
    }

    /// <summary>Microseconds since midnight; 24:00:00 is 86,400,000,000.</summary>
    public long GetTimeMicros(int column) => Valued(column, DuckDbTypeKind.Time).Get<long>(_row);

    private Int128 Integer(VectorReader reader, int column) => reader.Type.Kind switch
    {
        DuckDbTypeKind.TinyInt => reader.Get<sbyte>(_row),
        DuckDbTypeKind.SmallInt => reader.Get<short>(_row),
        DuckDbTypeKind.Integer => reader.Get<int>(_row),
        DuckDbTypeKind.BigInt => reader.Get<long>(_row),
        DuckDbTypeKind.HugeInt => reader.GetHugeInt(_row),
        DuckDbTypeKind.UTinyInt => reader.Get<byte>(_row),
        DuckDbTypeKind.USmallInt => reader.Get<ushort>(_row),
        DuckDbTypeKind.UInteger => reader.Get<uint>(_row),
        DuckDbTypeKind.UBigInt => reader.Get<ulong>(_row),
        DuckDbTypeKind.UHugeInt => checked((Int128)reader.GetUHugeInt(_row)),
        _ => throw WrongType(column, "an integer"),
    };

    /// <summary>The reader of a column, once it is sure that there is a row: its memory is gone otherwise.</summary>
    private VectorReader Reader(int column)
    {
        if (_row >= _rowsInChunk)
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            throw new InvalidOperationException("There is no current row: Read() has not been called, or has returned false.");
        }

        return _readers[column];
    }

    private VectorReader Valued(int column)
    {
        var reader = Reader(column);
        return reader.IsNull(_row)
            ? throw new InvalidCastException($"Column '{Columns[column].Name}' is NULL in this row; ask IsNull first.")
            : reader;
    }

    private VectorReader Valued(int column, DuckDbTypeKind kind)
    {
        var reader = Valued(column);
        return reader.Type.Kind == kind ? reader : throw WrongType(column, kind.ToString().ToUpperInvariant());
    }

    private InvalidCastException WrongType(int column, string wanted) =>
        new($"Column '{Columns[column].Name}' is {Columns[column].Type}, not {wanted}.");
}
