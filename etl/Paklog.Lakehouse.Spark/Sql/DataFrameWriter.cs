using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>Writes a data frame to files, a table or another source.</summary>
public sealed class DataFrameWriter
{
    private readonly JvmCaller jvm;
    private readonly JvmObject reference;

    internal DataFrameWriter(JvmCaller jvm, JvmObject reference)
    {
        this.jvm = jvm;
        this.reference = reference;
    }

    public DataFrameWriter Mode(SaveMode saveMode) => Mode(saveMode.ToString());

    public DataFrameWriter Mode(string saveMode) => With("mode", saveMode);

    public DataFrameWriter Format(string source) => With("format", source);

    public DataFrameWriter Option(string key, string value) => With("option", key, value);

    public DataFrameWriter Option(string key, bool value) => With("option", key, value);

    public DataFrameWriter Option(string key, long value) => With("option", key, value);

    public DataFrameWriter Option(string key, double value) => With("option", key, value);

    public DataFrameWriter Options(Dictionary<string, string> options) => With("options", options);

    public DataFrameWriter PartitionBy(params string[] colNames) => With("partitionBy", (object)colNames);

    public DataFrameWriter BucketBy(int numBuckets, string colName, params string[] colNames) => With("bucketBy", numBuckets, colName, colNames);

    public DataFrameWriter SortBy(string colName, params string[] colNames) => With("sortBy", colName, colNames);

    public void Save(string path) => jvm.Run(reference, "save", path);

    public void Save() => jvm.Run(reference, "save");

    public void InsertInto(string tableName) => jvm.Run(reference, "insertInto", tableName);

    public void SaveAsTable(string tableName) => jvm.Run(reference, "saveAsTable", tableName);

    public void Json(string path) => jvm.Run(reference, "json", path);

    public void Parquet(string path) => jvm.Run(reference, "parquet", path);

    public void Orc(string path) => jvm.Run(reference, "orc", path);

    public void Text(string path) => jvm.Run(reference, "text", path);

    public void Csv(string path) => jvm.Run(reference, "csv", path);

    public void Jdbc(string url, string table, Dictionary<string, string> properties)
    {
        using JvmObject java = jvm.Gateway.New("java.util.Properties");
        foreach ((string key, string value) in properties)
            java.Call("setProperty", key, value);
        jvm.Run(reference, "jdbc", url, table, java);
    }

    private DataFrameWriter With(string method, params object?[] arguments)
    {
        jvm.Run(reference, method, arguments);
        return this;
    }
}
