using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Paklog.Lakehouse.DuckDb.Interop;

/// <summary>
/// The functions of <c>duckdb.h</c> (DuckDB 1.5) that this library calls, under their C names without the prefix
/// <c>duckdb_</c>. Texts go in as UTF-8 that ends with NUL; a returned <c>byte*</c> is owned by the engine unless the name
/// says otherwise.
/// </summary>
internal static unsafe partial class NativeMethods
{
    public const string Library = "duckdb";

    /// <summary><c>DuckDBSuccess</c>.</summary>
    public const int Success = 0;

    [LibraryImport(Library, EntryPoint = "duckdb_library_version")]
    public static partial byte* LibraryVersion();

    [LibraryImport(Library, EntryPoint = "duckdb_free")]
    public static partial void Free(void* memory);

    [LibraryImport(Library, EntryPoint = "duckdb_create_config")]
    public static partial int CreateConfig(out nint config);

    [LibraryImport(Library, EntryPoint = "duckdb_set_config")]
    public static partial int SetConfig(nint config, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_config")]
    public static partial void DestroyConfig(ref nint config);

    /// <summary><paramref name="error"/> is the caller's, to be given to <see cref="Free"/>.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_open_ext")]
    public static partial int Open(ReadOnlySpan<byte> path, out nint database, nint config, out byte* error);

    [LibraryImport(Library, EntryPoint = "duckdb_close")]
    public static partial void Close(ref nint database);

    [LibraryImport(Library, EntryPoint = "duckdb_connect")]
    public static partial int Connect(DatabaseHandle database, out nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_disconnect")]
    public static partial void Disconnect(ref nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_interrupt")]
    public static partial void Interrupt(ConnectionHandle connection);

    [LibraryImport(Library, EntryPoint = "duckdb_query_progress")]
    public static partial NativeProgress QueryProgress(ConnectionHandle connection);
}
