namespace Paklog.Lakehouse.Queries;

/// <summary>How <c>query</c> gives its rows where not as a grid for people.</summary>
public enum QueryFormat
{
    /// <summary>One object a line, with exact numbers.</summary>
    Json,

    /// <summary>A line of names, then one a row, as DuckDB writes it.</summary>
    Csv,

    /// <summary>Arrow's streaming IPC format.</summary>
    Arrow,

    /// <summary>One Parquet file.</summary>
    Parquet,
}
