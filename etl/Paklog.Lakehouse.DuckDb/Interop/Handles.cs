using System.Runtime.InteropServices;

namespace Paklog.Lakehouse.DuckDb.Interop;

/// <summary>
/// Owners of the engine's objects. They may be released in any order: a connection keeps its database alive inside the
/// engine, a statement and a result keep their connection's context.
/// </summary>
internal abstract class DuckDbHandle : SafeHandle
{
    protected DuckDbHandle(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;
}

internal sealed class DatabaseHandle(nint handle) : DuckDbHandle(handle)
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.Close(ref handle);
        return true;
    }
}

/// <summary>Keeps the handle of its database too, by which <see cref="Another"/> is made.</summary>
internal sealed class ConnectionHandle : DuckDbHandle
{
    private readonly DatabaseHandle database;

    private ConnectionHandle(nint handle, DatabaseHandle database)
        : base(handle) => this.database = database;

    public static ConnectionHandle Of(DatabaseHandle database)
    {
        var kept = false;
        database.DangerousAddRef(ref kept);
        if (NativeMethods.Connect(database, out var handle) == NativeMethods.Success)
            return new ConnectionHandle(handle, database);
        database.DangerousRelease();
        throw new InvalidOperationException("DuckDB could not make a connection.");
    }

    /// <summary>Another connection to the same database, without session settings.</summary>
    public ConnectionHandle Another() => Of(database);

    protected override bool ReleaseHandle()
    {
        NativeMethods.Disconnect(ref handle);
        database.DangerousRelease();
        return true;
    }
}

internal sealed class ExtractedHandle(nint handle) : DuckDbHandle(handle)
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyExtracted(ref handle);
        return true;
    }
}

internal sealed class StatementHandle(nint handle) : DuckDbHandle(handle)
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyPrepare(ref handle);
        return true;
    }
}

/// <summary>Destroying an appender would write what it still holds; what was not flushed on purpose is dropped instead.</summary>
internal sealed class AppenderHandle(nint handle) : DuckDbHandle(handle)
{
    protected override bool ReleaseHandle()
    {
        _ = NativeMethods.AppenderClear(handle);
        _ = NativeMethods.AppenderDestroy(ref handle);
        return true;
    }
}

/// <summary>A <c>duckdb_result</c> in native memory and the chunk of it that is being read.</summary>
internal sealed unsafe class ResultHandle : DuckDbHandle
{
    private nint _chunk;

    public ResultHandle()
        : base((nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeResult)))
    {
    }

    /// <summary>Only for calls while the owner is known to be alive.</summary>
    public NativeResult* Pointer => (NativeResult*)handle;

    /// <summary>The chunk that is being read; 0 before the first and behind the last.</summary>
    public nint Chunk => _chunk;

    /// <summary>Frees the chunk before and fetches the next one; 0 at the end and on an error.</summary>
    public nint FetchChunk()
    {
        FreeChunk();
        return _chunk = NativeMethods.FetchChunk(*Pointer);
    }

    public void FreeChunk()
    {
        if (_chunk != 0)
            NativeMethods.DestroyDataChunk(ref _chunk);
        _chunk = 0;
    }

    protected override bool ReleaseHandle()
    {
        FreeChunk();
        NativeMethods.DestroyResult(Pointer);
        NativeMemory.Free(Pointer);
        return true;
    }
}
