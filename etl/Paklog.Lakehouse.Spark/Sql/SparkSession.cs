using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Launch;
using Paklog.Lakehouse.Spark.Sql.Types;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>
/// A session of Spark SQL. It calls the classes of <c>org.apache.spark.sql</c> by name over Py4J, which resolves them on the object, so a Spark that keeps
/// the implementation elsewhere (4.x in <c>sql.classic</c>) is the same.
/// </summary>
public sealed class SparkSession : IDisposable
{
    internal const string ClassName = "org.apache.spark.sql.SparkSession";

    // spark-submit gives a process one driver, and tells it where by the process's environment: the one thing here that is looked up and not handed over.
    private static readonly Lazy<JvmGateway> Submitted = new(() => SparkDriver.Attach(System.Environment.GetEnvironmentVariables()
        .Cast<System.Collections.DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "")).Gateway);

    internal SparkSession(JvmCaller jvm, JvmObject reference)
    {
        Jvm = jvm;
        Reference = reference;
    }

    /// <summary>The session in the JVM.</summary>
    public JvmObject Reference { get; }

    public JvmGateway Gateway => Jvm.Gateway;

    public SparkContext SparkContext => new(Jvm, Jvm.Object(Reference, "sparkContext"));

    public Catalog.Catalog Catalog => new(this, Jvm.Object(Reference, "catalog"));

    internal JvmCaller Jvm { get; }

    /// <summary>A session on the driver that started this process by spark-submit.</summary>
    public static Builder Builder() => new(() => Submitted.Value);

    /// <summary>A session on a driver that the caller started or attached to (<see cref="SparkDriver"/>).</summary>
    public static Builder Builder(JvmGateway gateway) => new(() => gateway);

    public RuntimeConfig Conf() => new(Jvm, Jvm.Object(Reference, "conf"));

    /// <summary>A session with settings and temporary views of its own on the same cluster.</summary>
    public SparkSession NewSession() => new(Jvm, Jvm.Object(Reference, "newSession"));

    /// <summary>Spark's version.</summary>
    public string Version() => Jvm.Value<string>(Reference, "version");

    public DataFrame Table(string tableName) => Frame("table", tableName);

    /// <summary>A query, which runs when its rows are asked for; a command (CREATE, INSERT, SHOW) runs at once.</summary>
    /// <exception cref="SparkException">The text is no SQL, or names what there is not; with the line, where Spark says it.</exception>
    public DataFrame Sql(string sqlText) => Frame("sql", sqlText);

    /// <summary>A query with values for its named parameters (<c>:name</c>); what is no Column is a literal.</summary>
    public DataFrame Sql(string sqlText, IReadOnlyDictionary<string, object?> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return Frame("sql", sqlText, args.ToDictionary(entry => entry.Key, entry => (object)Functions.Lit(entry.Value)));
    }

    public DataFrameReader Read() => new(this, Jvm.Object(Reference, "read"));

    /// <summary>One column <c>id</c> with the numbers from 0 to before <paramref name="end"/>.</summary>
    public DataFrame Range(long end) => ToRows(Frame("range", end));

    public DataFrame Range(long start, long end) => ToRows(Frame("range", start, end));

    public DataFrame Range(long start, long end, long step) => ToRows(Frame("range", start, end, step));

    public DataFrame Range(long start, long end, long step, int numPartitions) => ToRows(Frame("range", start, end, step, numPartitions));

    /// <summary>A data frame of values of this process: for some thousands of rows, since each becomes text. Keys of maps have to be strings.</summary>
    /// <exception cref="ArgumentException">A row has not as many values as the schema, or a value of another type.</exception>
    public DataFrame CreateDataFrame(IEnumerable<GenericRow> data, StructType schema) => LocalRows.Frame(this, data, schema);

    public DataFrame CreateDataFrame(IEnumerable<int> data) => Single(data, new IntegerType(), false);

    public DataFrame CreateDataFrame(IEnumerable<int?> data) => Single(data, new IntegerType());

    public DataFrame CreateDataFrame(IEnumerable<string> data) => Single(data, new StringType());

    public DataFrame CreateDataFrame(IEnumerable<double> data) => Single(data, new DoubleType(), false);

    public DataFrame CreateDataFrame(IEnumerable<double?> data) => Single(data, new DoubleType());

    public DataFrame CreateDataFrame(IEnumerable<bool> data) => Single(data, new BooleanType(), false);

    public DataFrame CreateDataFrame(IEnumerable<bool?> data) => Single(data, new BooleanType());

    public DataFrame CreateDataFrame(IEnumerable<Date> data) => Single(data, new DateType());

    public DataFrame CreateDataFrame(IEnumerable<Timestamp> data) => Single(data, new TimestampType());

    /// <summary>Ends the application on the cluster; the JVM goes on.</summary>
    public void Stop() => Jvm.Run(Reference, "stop");

    /// <summary><see cref="Stop"/>.</summary>
    public void Dispose() => Stop();

    internal DataFrame Frame(JvmObject reference) => new(this, reference);

    private DataFrame Frame(string method, params object?[] arguments) => Frame(Jvm.Object(Reference, method, arguments));

    // range gives a Dataset of Long; the column is the same.
    private DataFrame ToRows(DataFrame numbers) => Frame(Jvm.Object(numbers.Reference, "toDF"));

    private DataFrame Single<T>(IEnumerable<T> data, DataType type, bool nullable = true) =>
        CreateDataFrame(data.Select(value => new GenericRow([value])), new StructType([new StructField("_1", type, nullable)]));
}
