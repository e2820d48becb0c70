using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Sql.Types;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>Reads files and other sources.</summary>
public sealed class DataFrameReader
{
    private readonly SparkSession session;
    private readonly JvmObject reference;

    internal DataFrameReader(SparkSession session, JvmObject reference)
    {
        this.session = session;
        this.reference = reference;
    }

    public DataFrameReader Format(string source) => With("format", source);

    public DataFrameReader Schema(StructType schema) => With("schema", schema);

    /// <param name="schemaString">Columns as in CREATE TABLE: <c>id BIGINT, name STRING</c>.</param>
    public DataFrameReader Schema(string schemaString) => With("schema", schemaString);

    public DataFrameReader Option(string key, string value) => With("option", key, value);

    public DataFrameReader Option(string key, bool value) => With("option", key, value);

    public DataFrameReader Option(string key, long value) => With("option", key, value);

    public DataFrameReader Option(string key, double value) => With("option", key, value);

    public DataFrameReader Options(Dictionary<string, string> options) => With("options", options);

    public DataFrame Load() => Frame("load");

    public DataFrame Load(string path) => Frame("load", path);

    public DataFrame Load(params string[] paths) => Frame("load", (object)paths);

    public DataFrame Jdbc(string url, string table, Dictionary<string, string> properties)
    {
        using JvmObject java = session.Gateway.New("java.util.Properties");
        foreach ((string key, string value) in properties)
            java.Call("setProperty", key, value);
        return Frame("jdbc", url, table, java);
    }

    public DataFrame Json(params string[] paths) => Frame("json", (object)paths);

    public DataFrame Csv(params string[] paths) => Frame("csv", (object)paths);

    public DataFrame Parquet(params string[] paths) => Frame("parquet", (object)paths);

    public DataFrame Orc(params string[] paths) => Frame("orc", (object)paths);

    public DataFrame Text(params string[] paths) => Frame("text", (object)paths);

    public DataFrame Table(string tableName) => Frame("table", tableName);

    private DataFrameReader With(string method, params object?[] arguments)
    {
        session.Jvm.Run(reference, method, arguments);
        return this;
    }

    private DataFrame Frame(string method, params object?[] arguments) => session.Frame(session.Jvm.Object(reference, method, arguments));
}
