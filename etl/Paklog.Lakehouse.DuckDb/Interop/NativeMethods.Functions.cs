using System.Runtime.InteropServices;

namespace Paklog.Lakehouse.DuckDb.Interop;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "duckdb_create_scalar_function")]
    public static partial nint CreateScalarFunction();

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_scalar_function")]
    public static partial void DestroyScalarFunction(ref nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_name")]
    public static partial void ScalarFunctionSetName(nint function, ReadOnlySpan<byte> name);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_add_parameter")]
    public static partial void ScalarFunctionAddParameter(nint function, nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_return_type")]
    public static partial void ScalarFunctionSetReturnType(nint function, nint type);

    /// <summary>The engine calls <paramref name="destroy"/> when nobody needs the function any more.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_extra_info")]
    public static partial void ScalarFunctionSetExtraInfo(nint function, nint extra, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_function")]
    public static partial void ScalarFunctionSetFunction(nint function, delegate* unmanaged[Cdecl]<nint, nint, nint, void> call);

    [LibraryImport(Library, EntryPoint = "duckdb_register_scalar_function")]
    public static partial int RegisterScalarFunction(ConnectionHandle connection, nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_get_extra_info")]
    public static partial nint ScalarFunctionGetExtraInfo(nint info);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_error")]
    public static partial void ScalarFunctionSetError(nint info, ReadOnlySpan<byte> error);

    /// <summary>The caller's, to be given to <see cref="DestroyLogicalType"/>.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_column_type")]
    public static partial nint OwnedVectorType(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_ensure_validity_writable")]
    public static partial void VectorEnsureValidityWritable(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_validity_set_row_invalid")]
    public static partial void ValiditySetRowInvalid(ulong* validity, ulong row);
}
