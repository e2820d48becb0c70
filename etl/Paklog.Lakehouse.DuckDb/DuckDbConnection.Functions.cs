using Paklog.Lakehouse.DuckDb.Interop;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>Functions written in C#.</summary>
public sealed unsafe partial class DuckDbConnection
{
    /// <summary>
    /// Makes a function of one value, of whatever type, that gives an INTEGER; NULL for NULL. All connections of the database know it from then on. The engine calls it from several
    /// threads at once and may drop or repeat calls, so it must always give the same result. What it throws fails the statement. It takes the place of an earlier one of its name.
    /// </summary>
    public void RegisterScalarFunction(string name, DuckDbScalarFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        var native = NativeMethods.CreateScalarFunction();
        var argument = NativeMethods.CreateLogicalType((int)DuckDbTypeKind.Any);
        var result = NativeMethods.CreateLogicalType((int)DuckDbTypeKind.Integer);
        try
        {
            NativeMethods.ScalarFunctionSetName(native, NativeText.Terminated(name, "function's name"));
            NativeMethods.ScalarFunctionAddParameter(native, argument);
            NativeMethods.ScalarFunctionSetReturnType(native, result);
            ScalarCallback.Attach(native, function);
            if (NativeMethods.RegisterScalarFunction(_handle, native) != NativeMethods.Success)
                throw new DuckDbException($"DuckDB refused to register the function '{name}' and gave no reason; its name may be that of a function of its own.", DuckDbErrorKind.Catalog, statement: null);
        }
        finally
        {
            NativeMethods.DestroyLogicalType(ref argument);
            NativeMethods.DestroyLogicalType(ref result);
            NativeMethods.DestroyScalarFunction(ref native);
        }
    }
}
