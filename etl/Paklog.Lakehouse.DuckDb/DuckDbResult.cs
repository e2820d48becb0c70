using Paklog.Lakehouse.DuckDb.Interop;
using Paklog.Lakehouse.DuckDb.Vectors;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>
/// The rows of a query, read forwards and once, in chunks of up to 2,048 of which one is held at a time. Belongs to one
/// thread at a time.
/// </summary>
public sealed unsafe partial class DuckDbResult : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly ConnectionHandle _connectionHandle;
    private readonly ResultHandle _handle;
    private readonly string _sql;
    private readonly CancellationToken _cancellationToken;
    private readonly VectorReader[] _readers;
    private ulong _row;
    private ulong _rowsInChunk;
    private bool _finished;
    private bool _ended;

    internal DuckDbResult(DuckDbConnection connection, ConnectionHandle connectionHandle, ResultHandle handle, string sql, CancellationToken cancellationToken)
    {
        _connection = connection;
        _connectionHandle = connectionHandle;
        _handle = handle;
        _sql = sql;
        _cancellationToken = cancellationToken;

        var columns = new DuckDbField[NativeMethods.ColumnCount(handle.Pointer)];
        _readers = new VectorReader[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            var type = LogicalTypes.Take(NativeMethods.ColumnLogicalType(handle.Pointer, (ulong)i));
            columns[i] = new DuckDbField(NativeText.Read(NativeMethods.ColumnName(handle.Pointer, (ulong)i)), type);
            _readers[i] = new VectorReader(type);
        }

        Columns = columns;
    }

    /// <summary>The names and types, in the order of the query; names need not be unique.</summary>
    public IReadOnlyList<DuckDbField> Columns { get; }

    /// <summary>The index of the first column of that name, in exactly these letters.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public int GetOrdinal(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == name)
                return i;
        }

        throw new ArgumentException($"The result has no column '{name}'; it has {string.Join(", ", Columns.Select(column => column.Name))}.", nameof(name));
    }

    /// <summary>Goes to the next row, first of all to the first one; false behind the last.</summary>
    /// <exception cref="DuckDbException">The query failed while it was computing further rows.</exception>
    /// <exception cref="OperationCanceledException">The query's token was cancelled.</exception>
    public bool Read() => ++_row < _rowsInChunk || NextChunk();

    /// <summary>As <see cref="Read"/>, but the engine's work, once a chunk, is done on a thread of the pool.</summary>
    public ValueTask<bool> ReadAsync() => ++_row < _rowsInChunk ? new ValueTask<bool>(true) : new ValueTask<bool>(Task.Run(NextChunk));

    /// <summary>A stream that is left before its end is ended here, with its transaction: the engine would do that at the next statement, and take along all that was done without one in between.</summary>
    public void Dispose()
    {
        var left = !_ended && !_handle.IsClosed;
        Finish();
        _handle.Dispose();
        if (left)
            _connection.EndLeftStream();
    }

    private bool NextChunk()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        _row = _rowsInChunk = 0;
        if (_finished)
            return false;
        try
        {
            _cancellationToken.ThrowIfCancellationRequested();
            nint chunk;
            using (InterruptOnCancel.Begin(_connectionHandle, _cancellationToken))
                chunk = _handle.FetchChunk();
            if (chunk != 0)
            {
                Bind(chunk);
                return true;
            }

            // An interrupted stream may end without an error, so a token that was cancelled must not look like its end.
            if (!string.IsNullOrEmpty(NativeText.Read(NativeMethods.ResultError(_handle.Pointer))))
                throw NativeErrors.OfResult(_handle, _sql, _cancellationToken);
            _cancellationToken.ThrowIfCancellationRequested();
        }
        catch
        {
            Finish();
            throw;
        }

        _ended = true;
        Finish();
        return false;
    }

    private void Bind(nint chunk)
    {
        _rowsInChunk = NativeMethods.DataChunkGetSize(chunk);
        for (var i = 0; i < _readers.Length; i++)
            _readers[i].Bind(NativeMethods.DataChunkGetVector(chunk, (ulong)i));
    }

    private void Finish()
    {
        _finished = true;
        _row = _rowsInChunk = 0;
        _connection.Closed(this);
    }
}
