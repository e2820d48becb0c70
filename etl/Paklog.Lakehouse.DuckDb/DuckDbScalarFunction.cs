namespace Paklog.Lakehouse.DuckDb;

/// <summary>
/// Computes a function's results for some rows at once: <paramref name="results"/> has an entry a row. What is written for a row whose argument is NULL is not used: the result is NULL.
/// </summary>
public delegate void DuckDbScalarFunction(DuckDbVector argument, Span<int> results);
