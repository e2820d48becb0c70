using Paklog.Lakehouse.DuckDb.Interop;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>Functions written in C#.</summary>
public sealed unsafe partial class DuckDbConnection
{
    /// <summary>
    /// Makes a function of one value, of whatever type, that gives an INTEGER; NULL for NULL. All connections of the database know it from then on. The engine calls it from several
    /// threads at once and may drop or repeat calls, so it must always give the same result. What it throws fails the statement. It takes the place of an earlier one of its name.
    /// A transaction that has begun may know it only when it is over.
    /// </summary>
    /// <remarks>
    /// A connection of its own makes it. What the C API does without a statement (to register a function, to flush an appender) runs by <c>ClientContext::RunFunctionInTransaction</c>
    /// (DuckDB, <c>src/main/client_context.cpp</c>), which begins and commits a transaction only where none is active. A stream that is not at its end has one, also after its result was
    /// destroyed: the function joins it, nobody commits, and the next statement's <c>CleanupInternal</c> ends the stream without success, which rolls back. The function is gone, and each call
    /// has said that it went well. So here nothing joins a transaction of another: functions have a connection of their own, and a result that is left ends its stream (<see cref="EndLeftStream"/>)
    /// before anything else, an appender above all, can join it. Statements were never at risk, since each ends the stream first, and those that change something do not stream.
    /// </remarks>
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
