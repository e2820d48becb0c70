using Apache.Arrow;
using Apache.Arrow.C;
using Paklog.Lakehouse.DuckDb.Interop;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>The rows as record batches of Apache Arrow, which the engine makes itself (Arrow's C data interface).</summary>
public sealed unsafe partial class DuckDbResult
{
    private Schema? _arrowSchema;

    /// <summary>The columns as Arrow has them: HUGEINT is decimal(38, 0), UUID is text, TIMESTAMPTZ has the session's time zone.</summary>
    /// <exception cref="DuckDbException">Arrow or its library has nothing for a column's type.</exception>
    public Schema ArrowSchema
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            return _arrowSchema ??= ReadArrowSchema();
        }
    }

    /// <summary>The next rows, up to 2,048; null behind the last. The batch lives on without this result.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Read"/> has left rows of its chunk, which would be lost.</exception>
    /// <exception cref="DuckDbException">The query failed while it was computing further rows, or Arrow has nothing for a column's type.</exception>
    /// <exception cref="OperationCanceledException">The query's token was cancelled.</exception>
    public RecordBatch? ReadBatch()
    {
        if (_row + 1 < _rowsInChunk)
            throw new InvalidOperationException("Rows of the result's chunk are unread: read it row by row or by batches, not both.");
        var schema = ArrowSchema;
        if (!NextChunk())
            return null;
        _row = _rowsInChunk;
        var options = NativeMethods.ResultGetArrowOptions(_handle.Pointer);
        var array = CArrowArray.Create();
        try
        {
            ThrowIfFailed(NativeMethods.DataChunkToArrow(options, _handle.Chunk, array));
            return CArrowArrayImporter.ImportRecordBatch(array, schema);
        }
        finally
        {
            CArrowArray.Free(array);
            NativeMethods.DestroyArrowOptions(ref options);
        }
    }

    /// <summary>DuckDB gives UHUGEINT as Arrow's signed decimal with the same bits, so that the upper half of its values would be negative.</summary>
    private static bool HasUHugeInt(DuckDbType type) =>
        type.Kind == DuckDbTypeKind.UHugeInt || (type.Element is { } element && HasUHugeInt(element)) || type.Fields.Any(field => HasUHugeInt(field.Type));

    private Schema ReadArrowSchema()
    {
        if (Columns.FirstOrDefault(column => HasUHugeInt(column.Type)) is { } unsigned)
            throw new DuckDbException($"Arrow has no integer as long as column '{unsigned.Name}' of type {unsigned.Type}: cast it to decimal or varchar.", DuckDbErrorKind.NotImplemented, _sql);
        var options = NativeMethods.ResultGetArrowOptions(_handle.Pointer);
        var types = new nint[Columns.Count];
        var names = stackalloc byte*[Columns.Count];
        var schema = CArrowSchema.Create();
        try
        {
            for (var i = 0; i < types.Length; i++)
            {
                types[i] = NativeMethods.ColumnLogicalType(_handle.Pointer, (ulong)i);
                names[i] = NativeMethods.ColumnName(_handle.Pointer, (ulong)i);
            }

            fixed (nint* first = types)
                ThrowIfFailed(NativeMethods.ToArrowSchema(options, first, names, (ulong)types.Length, schema));
            return CArrowSchemaImporter.ImportSchema(schema);
        }
        catch (Exception e) when (e is NotSupportedException or NotImplementedException or InvalidDataException)
        {
            throw new DuckDbException($"Arrow's library has nothing for a type of the columns {string.Join(", ", Columns.Select(column => column.Name))}: {e.Message}", DuckDbErrorKind.NotImplemented, _sql);
        }
        finally
        {
            CArrowSchema.Free(schema);
            for (var i = 0; i < types.Length; i++)
                NativeMethods.DestroyLogicalType(ref types[i]);
            NativeMethods.DestroyArrowOptions(ref options);
        }
    }

    private void ThrowIfFailed(nint error)
    {
        if (error == 0)
            return;
        var message = NativeText.Read(NativeMethods.ErrorDataMessage(error));
        NativeMethods.DestroyErrorData(ref error);
        throw new DuckDbException(message, DuckDbErrorKind.InvalidInput, _sql);
    }
}
