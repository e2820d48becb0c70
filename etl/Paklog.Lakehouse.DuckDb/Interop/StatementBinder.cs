namespace Paklog.Lakehouse.DuckDb.Interop;

/// <summary>Binds values to the parameters of a prepared statement, by their position.</summary>
internal static class StatementBinder
{
    /// <exception cref="ArgumentException">The number of values is wrong, or a value cannot be bound.</exception>
    public static void Bind(StatementHandle statement, string sql, IReadOnlyList<object?> values)
    {
        var wanted = (int)NativeMethods.ParameterCount(statement);
        if (values.Count != wanted)
            throw new ArgumentException($"The statement has {wanted} parameters, but {values.Count} values are given.", nameof(values));
        if (wanted == 0)
            return;

        NativeMethods.ClearBindings(statement);
        for (var i = 0; i < wanted; i++)
        {
            var value = ValueFactory.Create(values[i]);
            try
            {
                if (NativeMethods.BindValue(statement, (ulong)i + 1, value) != NativeMethods.Success)
                    throw NativeErrors.OfStatement(statement, sql);
            }
            finally
            {
                NativeMethods.DestroyValue(ref value);
            }
        }
    }
}
