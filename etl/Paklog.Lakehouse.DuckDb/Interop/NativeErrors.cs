namespace Paklog.Lakehouse.DuckDb.Interop;

/// <summary>Translates the engine's errors, once, at the border.</summary>
internal static unsafe class NativeErrors
{
    /// <summary>The error of a result; a cancellation when the token asked for it.</summary>
    public static Exception OfResult(ResultHandle result, string sql, CancellationToken cancellationToken)
    {
        var message = NativeText.Read(NativeMethods.ResultError(result.Pointer));
        var kind = (DuckDbErrorKind)NativeMethods.ResultErrorType(result.Pointer);
        var error = new DuckDbException(message, kind, sql);
        return kind == DuckDbErrorKind.Interrupt && cancellationToken.IsCancellationRequested
            ? new OperationCanceledException("The statement was cancelled.", error, cancellationToken)
            : error;
    }

    public static DuckDbException OfStatement(StatementHandle statement, string sql)
    {
        var message = statement.IsInvalid ? "" : NativeText.Read(NativeMethods.PrepareError(statement));
        return DuckDbException.FromMessage(message.Length > 0 ? message : "DuckDB could not prepare the statement and gave no reason.", sql);
    }
}
