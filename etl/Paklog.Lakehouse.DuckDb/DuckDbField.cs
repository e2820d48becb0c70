namespace Paklog.Lakehouse.DuckDb;

/// <summary>A named part: a column of a result, a field of a STRUCT, a member of a UNION.</summary>
public sealed record DuckDbField(string Name, DuckDbType Type);
