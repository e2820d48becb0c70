using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Sql.Types;

namespace Paklog.Lakehouse.Spark.Sql;

// What a data frame says of itself, and what runs it.
public sealed partial class DataFrame
{
    private StructType? schema;

    public StructType Schema() => schema ??= (StructType)DataType.ParseDataType(Jvm.Value<string>(Jvm.Object(Reference, "schema"), "json"));

    /// <summary>Prints the schema as a tree to standard output.</summary>
    public void PrintSchema() => Console.WriteLine(Jvm.Value<string>(Jvm.Object(Reference, "schema"), "treeString"));

    /// <param name="level">Types nested deeper are left out.</param>
    public void PrintSchema(int level) => Console.WriteLine(Jvm.Value<string>(Jvm.Object(Reference, "schema"), "treeString", level));

    public IReadOnlyList<string> Columns() => Schema().Fields.Select(field => field.Name).ToArray();

    /// <summary>Names and types of the columns.</summary>
    public IEnumerable<Tuple<string, string>> DTypes() => Schema().Fields.Select(field => Tuple.Create(field.Name, field.DataType.SimpleString));

    /// <summary>Prints the physical plan, or all plans, to standard output.</summary>
    public void Explain(bool extended = false) => Explain(extended ? "extended" : "simple");

    /// <param name="mode"><c>simple</c>, <c>extended</c>, <c>codegen</c>, <c>cost</c> or <c>formatted</c>.</param>
    public void Explain(string mode) => Console.WriteLine(Plan(mode));

    /// <summary>The text that <see cref="Explain(string)"/> prints.</summary>
    public string Plan(string mode) => JvmCaller.Guarded(
        () => Session.Gateway.CallStatic<string>("org.apache.spark.sql.api.python.PythonSQLUtils", "explainString", Jvm.Object(Reference, "queryExecution"), mode), "explain");

    /// <summary>Prints the first rows as a table to standard output.</summary>
    /// <param name="truncate">Longer values are cut to this many characters; 0: none is.</param>
    /// <param name="vertical">A line a value.</param>
    public void Show(int numRows = 20, int truncate = 20, bool vertical = false) => Console.WriteLine(Text(numRows, truncate, vertical));

    /// <summary>The text that <see cref="Show"/> prints.</summary>
    public string Text(int numRows = 20, int truncate = 20, bool vertical = false) => Jvm.Value<string>(Reference, "showString", numRows, truncate, vertical);

    /// <summary>
    /// Runs the query on all partitions at once and gives its rows in order. They are kept as Spark sent them (Arrow, some bytes a value); each pass over
    /// the result makes one row after the other.
    /// </summary>
    public IEnumerable<Row> Collect() => ArrowRows.Collect(this);

    /// <summary>
    /// Runs the query partition by partition, as the rows are asked for, and holds one partition at a time in the driver and one batch here. A pass that
    /// is left early stops it; another pass runs it again.
    /// </summary>
    public IEnumerable<Row> ToLocalIterator() => ToLocalIterator(false);

    /// <param name="prefetchPartitions">The next partition is computed while the rows of one are read.</param>
    /// <inheritdoc cref="ToLocalIterator()"/>
    public IEnumerable<Row> ToLocalIterator(bool prefetchPartitions) => ArrowRows.Iterate(this, prefetchPartitions);

    public IEnumerable<Row> Head(int n) => Limit(n).Collect();

    /// <exception cref="InvalidOperationException">There is no row.</exception>
    public Row Head() => Head(1).FirstOrDefault() ?? throw new InvalidOperationException("The data frame has no row.");

    /// <inheritdoc cref="Head()"/>
    public Row First() => Head();

    public IEnumerable<Row> Take(int n) => Head(n);

    /// <summary>The last rows, computed in the driver.</summary>
    public IEnumerable<Row> Tail(int n)
    {
        // Dataset.tail gives Java's rows: they become a data frame again.
        using JvmObject rows = Session.Gateway.NewList(Jvm.Object(Reference, "tail", n).Items());
        return Session.Frame(Jvm.Object(Session.Reference, "createDataFrame", rows, Jvm.Object(Reference, "schema"))).Collect();
    }

    public long Count() => Jvm.Value<long>(Reference, "count");

    public bool IsEmpty() => Jvm.Value<bool>(Reference, "isEmpty");

    public bool IsLocal() => Jvm.Value<bool>(Reference, "isLocal");

    public bool IsStreaming() => Jvm.Value<bool>(Reference, "isStreaming");

    public DataFrame Cache() => Frame("cache");

    public DataFrame Persist() => Frame("persist");

    public DataFrame Persist(StorageLevel storageLevel) => Frame("persist", storageLevel);

    /// <param name="blocking">Waits until all blocks are gone.</param>
    public DataFrame Unpersist(bool blocking = false) => Frame("unpersist", blocking);

    public DataFrame Checkpoint(bool eager = true) => Frame("checkpoint", eager);

    public DataFrame LocalCheckpoint(bool eager = true) => Frame("localCheckpoint", eager);

    /// <exception cref="SparkException">There is a view of this name.</exception>
    public void CreateTempView(string viewName) => Jvm.Run(Reference, "createTempView", viewName);

    public void CreateOrReplaceTempView(string viewName) => Jvm.Run(Reference, "createOrReplaceTempView", viewName);

    /// <summary>A view <c>global_temp.NAME</c> for all sessions of the application.</summary>
    public void CreateGlobalTempView(string viewName) => Jvm.Run(Reference, "createGlobalTempView", viewName);

    /// <inheritdoc cref="CreateGlobalTempView"/>
    public void CreateOrReplaceGlobalTempView(string viewName) => Jvm.Run(Reference, "createOrReplaceGlobalTempView", viewName);

    public DataFrameWriter Write() => new(Jvm, Jvm.Object(Reference, "write"));

    /// <summary>Writes to a table of a catalog.</summary>
    public DataFrameWriterV2 WriteTo(string table) => new(Jvm, Jvm.Object(Reference, "writeTo", table));

    /// <summary>The files that it is read from, as far as Spark knows.</summary>
    public IEnumerable<string> InputFiles() => Jvm.Object(Reference, "inputFiles").Items().Cast<string>().ToArray();

    public bool SameSemantics(DataFrame other) => Jvm.Value<bool>(Reference, "sameSemantics", other);

    public int SemanticHash() => Jvm.Value<int>(Reference, "semanticHash");
}
