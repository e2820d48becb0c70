using System.Runtime.InteropServices;
using Apache.Arrow.C;

namespace Paklog.Lakehouse.DuckDb.Interop;

/// <summary>Arrow's C data interface. An error is 0, or an object to destroy as an appender's.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "duckdb_result_get_arrow_options")]
    public static partial nint ResultGetArrowOptions(NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_arrow_options")]
    public static partial void DestroyArrowOptions(ref nint options);

    [LibraryImport(Library, EntryPoint = "duckdb_to_arrow_schema")]
    public static partial nint ToArrowSchema(nint options, nint* types, byte** names, ulong count, CArrowSchema* schema);

    /// <summary>Copies the chunk's values; the chunk stays the caller's.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_to_arrow")]
    public static partial nint DataChunkToArrow(nint options, nint chunk, CArrowArray* array);
}
