using Paklog.Lakehouse.DuckDb.Interop;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>Functions written in C#.</summary>
public sealed unsafe partial class DuckDbConnection
{
    /// <summary>
    /// Makes a function of one value, of whatever type, that gives an INTEGER; NULL for NULL. All connections of the database know it from then on. The engine calls it from several
    /// threads at once and may drop or repeat calls, so it must always give the same result. What it throws fails the statement. It takes the place of an earlier one of its name.
    /// It is made by a connection of its own, since it would go with a transaction of this one that is rolled back; a transaction that has begun may know it only when it is over.
    /// </summary>
    public void RegisterScalarFunction(string name, DuckDbScalarFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        using var own = _handle.Another();
        var native = NativeMethods.CreateScalarFunction();
        var argument = NativeMethods.CreateLogicalType((int)DuckDbTypeKind.Any);
        var result = NativeMethods.CreateLogicalType((int)DuckDbTypeKind.Integer);
        try
        {
            NativeMethods.ScalarFunctionSetName(native, NativeText.Terminated(name, "function's name"));
            NativeMethods.ScalarFunctionAddParameter(native, argument);
            NativeMethods.ScalarFunctionSetReturnType(native, result);
            ScalarCallback.Attach(native, function);
            if (NativeMethods.RegisterScalarFunction(own, native) != NativeMethods.Success)
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
