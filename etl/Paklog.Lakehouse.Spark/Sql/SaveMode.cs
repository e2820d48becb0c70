namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>What <see cref="DataFrameWriter"/> does where there is something already.</summary>
public enum SaveMode
{
    Append,
    Overwrite,
    ErrorIfExists,
    Ignore,
}
