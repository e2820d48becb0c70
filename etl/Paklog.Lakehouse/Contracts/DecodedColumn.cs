namespace Paklog.Lakehouse.Contracts;

/// <summary>SQL for DuckDB that decodes one column; every expression is safe for any text and needs the session's time zone to be UTC.</summary>
/// <param name="ValueSql">The value in <see cref="Decoders.SqlType"/> of the column; meaningless where <paramref name="RejectSql"/> gives a reason.</param>
/// <param name="RejectSql">NULL or a short reason why the event must be rejected; null where no value of this column can be.</param>
/// <param name="RejectedSql">Whether <paramref name="RejectSql"/> gives a reason, without its text, which costs far more to say than to know.</param>
/// <param name="ParsedSql">What the others take from the column that the caller said is computed beforehand; null where they take nothing from it.</param>
/// <param name="ZeroDateSql">
/// True where a required date or time is 1970-01-01T00:00:00, which may be a zero date of MySQL that Debezium could not send as NULL; null for other columns.
/// </param>
public sealed record DecodedColumn(string ValueSql, string? RejectSql, string? RejectedSql, string? ParsedSql, string? ZeroDateSql);
