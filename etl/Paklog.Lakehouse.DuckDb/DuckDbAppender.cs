using System.Text;
using System.Text.Unicode;
using Paklog.Lakehouse.DuckDb.Interop;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>
/// Adds rows to a table: one Append for each column in the order of the table, then <see cref="EndRow"/>, and at last
/// <see cref="Close"/>. Rows go to the table in batches while one appends, so all-or-nothing takes a transaction; what is not
/// yet there when the appender is disposed of without Close is dropped. After any error it can only be disposed of. Values
/// are cast to the type of their column where DuckDB can.
/// </summary>
public sealed unsafe class DuckDbAppender : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly AppenderHandle _handle;
    private readonly string _table;
    private byte[] _utf8 = new byte[256];
    private nint _open;

    internal DuckDbAppender(DuckDbConnection owner, ConnectionHandle connection, string? schema, string table)
    {
        _connection = owner;
        _table = table;
        var schemaName = schema is null ? null : NativeText.Terminated(schema, "schema's name");
        var state = NativeMethods.AppenderCreate(connection, null, schemaName, NativeText.Terminated(table, "table's name"), out var appender);
        _handle = new AppenderHandle(appender);
        if (state == NativeMethods.Success)
        {
            _open = appender;
            return;
        }

        using (_handle)
            throw Error();
    }

    /// <summary>The columns that each row takes; generated ones take no value.</summary>
    public int ColumnCount => (int)NativeMethods.AppenderColumnCount(_handle);

    public void AppendNull() => Check(NativeMethods.AppendNull(Open));

    public void Append(bool value) => Check(NativeMethods.AppendBool(Open, value ? (byte)1 : (byte)0));

    public void Append(int value) => Check(NativeMethods.AppendInt32(Open, value));

    public void Append(long value) => Check(NativeMethods.AppendInt64(Open, value));

    public void Append(double value) => Check(NativeMethods.AppendDouble(Open, value));

    /// <summary>A text, or NULL for null.</summary>
    /// <exception cref="ArgumentException">The text holds half a surrogate pair.</exception>
    public void Append(string? value)
    {
        if (value is null)
        {
            AppendNull();
            return;
        }

        var needed = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_utf8.Length < needed)
            _utf8 = new byte[Math.Max(needed, 2 * _utf8.Length)];
        var length = NativeText.Encode(value, _utf8, "text to append");
        Check(NativeMethods.AppendVarchar(Open, _utf8, (ulong)length));
    }

    /// <summary>A text that is UTF-8 already.</summary>
    /// <exception cref="ArgumentException">The bytes are not UTF-8, which the engine would store unseen.</exception>
    public void AppendUtf8(ReadOnlySpan<byte> value)
    {
        if (!Utf8.IsValid(value))
            throw new ArgumentException("The bytes to append as text are not valid UTF-8.", nameof(value));
        Check(NativeMethods.AppendVarchar(Open, value.IsEmpty ? _utf8 : value, (ulong)value.Length));
    }

    /// <summary>A BLOB.</summary>
    public void Append(ReadOnlySpan<byte> value) => Check(NativeMethods.AppendBlob(Open, value.IsEmpty ? _utf8 : value, (ulong)value.Length));

    /// <summary>A BLOB, or NULL for null.</summary>
    public void Append(byte[]? value)
    {
        if (value is null)
            AppendNull();
        else
            Append(value.AsSpan());
    }

    /// <summary>A TIMESTAMP, with or without a time zone as the column has it: microseconds since 1970-01-01.</summary>
    public void AppendTimestampMicros(long micros) => Check(NativeMethods.AppendTimestamp(Open, micros));

    /// <summary>Any value that can be bound to a statement; slower than the typed ones.</summary>
    public void AppendValue(object? value)
    {
        var native = ValueFactory.Create(value);
        try
        {
            Check(NativeMethods.AppendValue(Open, native));
        }
        finally
        {
            NativeMethods.DestroyValue(ref native);
        }
    }

    /// <exception cref="DuckDbException">The row has not got a value for each column.</exception>
    /// <exception cref="InvalidOperationException">A result of the connection is open, with whose transaction the rows would go.</exception>
    public void EndRow()
    {
        _connection.ThrowIfResultIsOpen();
        Check(NativeMethods.AppenderEndRow(Open));
    }

    /// <summary>Writes the rows that are ended.</summary>
    /// <exception cref="DuckDbException">A constraint is broken; the rows of this batch are lost.</exception>
    public void Flush()
    {
        _ = Open;
        _connection.ThrowIfResultIsOpen();
        Check(NativeMethods.AppenderFlush(_handle));
    }

    /// <summary>Writes the rows that are ended and takes no further ones.</summary>
    /// <exception cref="DuckDbException">A constraint is broken; the rows of this batch are lost.</exception>
    public void Close()
    {
        _ = Open;
        _connection.ThrowIfResultIsOpen();
        Check(NativeMethods.AppenderClose(_handle));
        _open = 0;
    }

    public void Dispose()
    {
        _open = 0;
        _handle.Dispose();
    }

    private nint Open
    {
        get
        {
            if (_open != 0)
                return _open;
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            throw new InvalidOperationException($"The appender of table '{_table}' is closed, or has failed before.");
        }
    }

    private void Check(int state)
    {
        if (state == NativeMethods.Success)
            return;
        _open = 0;
        throw Error();
    }

    private DuckDbException Error()
    {
        var error = NativeMethods.OwnedAppenderError(_handle);
        try
        {
            var message = NativeText.Read(NativeMethods.ErrorDataMessage(error));
            return new DuckDbException($"{message}\nAppending to table '{_table}'.", (DuckDbErrorKind)NativeMethods.ErrorDataType(error), statement: null);
        }
        finally
        {
            NativeMethods.DestroyErrorData(ref error);
        }
    }
}
