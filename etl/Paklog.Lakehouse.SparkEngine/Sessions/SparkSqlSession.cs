using System.Globalization;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Jobs;
using Paklog.Lakehouse.Spark.Sql;
using Paklog.Lakehouse.SparkEngine.Translation;

namespace Paklog.Lakehouse.SparkEngine.Sessions;

/// <summary>
/// SQL in DuckDB's dialect on Spark: each SELECT is tried on the empty tables of a <see cref="Mirror"/>, is translated, and becomes a temporary view. The rows of work tables are kept by Spark once they
/// are computed (memory and disk of the executors); lost with an executor, they are computed again.
/// </summary>
internal sealed class SparkSqlSession : ISqlSession, IDisposable
{
    private const string Exchange = "paklog_exchange";

    private readonly SparkSession spark;
    private readonly ShufflePartitions partitions;
    private readonly Mirror mirror = new();
    private readonly SparkSql translator;
    private readonly Dictionary<string, DataFrame> kept = [];
    private readonly List<DataFrame> replaced = [];
    private readonly List<(WorkTable Table, WorkTable Changes)> updates = [];
    private string zone = "UTC";
    private int relations;

    /// <param name="warehouse">Of the catalog of <see cref="Engine"/>'s exchange.</param>
    public SparkSqlSession(SparkSession session, string warehouse)
    {
        spark = session.NewSession();
        var conf = spark.Conf();
        foreach (var (name, value) in SparkSql.Settings.Where(setting => !IsSet(conf, setting.Key, setting.Value)))
            conf.Set(name, value);

        partitions = new ShufflePartitions(spark);

        // To find out how the columns of a work table compress takes a third of the time that decoding them takes, and they are read a few times only.
        conf.Set("spark.sql.inMemoryColumnarStorage.compressed", false);

        // HotSpot never compiles a method of more bytecode than this; by default Spark makes such methods of long SELECTs all the same.
        conf.Set("spark.sql.codegen.hugeMethodLimit", 8000);
        conf.Set($"spark.sql.catalog.{Exchange}", "org.apache.iceberg.spark.SparkCatalog");
        conf.Set($"spark.sql.catalog.{Exchange}.type", "hadoop");
        conf.Set($"spark.sql.catalog.{Exchange}.warehouse", warehouse);
        conf.Set($"spark.sql.catalog.{Exchange}.cache-enabled", false);
        translator = new SparkSql(mirror.Connection, new SparkBindings
        {
            Table = (schema, name) => SparkLiteral.Name(new TableName(schema, name).OnSpark),
            Columns = (schema, name) => mirror.ColumnsOf(new TableName(schema, name)),
            TimeZone = () => zone,
        });
        try
        {
            _ = spark.Sql($"show namespaces in {Exchange}");
        }
        catch (SparkException error)
        {
            mirror.Dispose();
            throw new LakehouseException($"Spark {spark.Version()} has no Iceberg ({error.Message}): add Iceberg's runtime for this version of Spark to its jars, by --packages or --jars or into its folder jars.", error);
        }
    }

    /// <summary>Spark 4 warns of a deprecated setting each time that it copies the settings of a session, for each view and each work table, in which it stands, even with its default value.</summary>
    private static bool IsSet(RuntimeConfig conf, string name, string value)
    {
        try
        {
            return conf.Get(name) == value;
        }
        catch (SparkException)
        {
            // This Spark does not have it.
            return false;
        }
    }

    /// <summary>To make a work table Spark may run jobs at once, which its adaptive execution learns from; they are cancelled as those of a query are.</summary>
    public Task<WorkTable> KeepAsync(string name, string select, IReadOnlyList<object?> values, CancellationToken cancellationToken) => RunAsync(
        "statement",
        () =>
        {
            var table = Next(name);
            mirror.Keep(table, select, values);
            Keep(table, Typed(table, Translate(select, values)));
            return table;
        },
        cancellationToken);

    public Task<WorkTable> ShareAsync(string name, string select, IReadOnlyList<object?> values, CancellationToken cancellationToken) => KeepAsync(name, select, values, cancellationToken);

    public Task<WorkTable> ViewAsync(string name, string select, CancellationToken cancellationToken) => RunAsync(
        "statement",
        () =>
        {
            var view = Next(name);
            mirror.Keep(view, select, []);
            View(view.Name, Typed(view, Translate(select, [])));
            return view;
        },
        cancellationToken);

    /// <summary>A table with more rows is another one: what is kept of the former is not computed again.</summary>
    public Task AppendAsync(WorkTable table, string select, IReadOnlyList<object?> values, CancellationToken cancellationToken) => RunAsync(
        "statement",
        () =>
        {
            var given = mirror.Append(table, select, values).Select(column => column.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var columns = mirror.ColumnsOf(OnSpark(table)).Select(column => Cast(column, given.Contains(column.Name) ? SparkLiteral.Name(column.Name) : "null"));
            Keep(table, $"select * from {table} union all select {string.Join(", ", columns)} from ({Translate(select, values)})");
            return true;
        },
        cancellationToken);

    /// <summary>The rows stay where they are, and a view puts the other values in, which are few beside them: they go to every executor.</summary>
    public async Task UpdateAsync(WorkTable table, string key, string column, string select, CancellationToken cancellationToken)
    {
        var changes = await KeepAsync("update", select, [], cancellationToken);
        if (!await this.AnyAsync(changes.Name, cancellationToken))
        {
            await DropAsync(changes, cancellationToken);
            return;
        }

        var columns = mirror.ColumnsOf(OnSpark(table)).Select(each => SparkLiteral.Name(each.Name))
            .Select(name => name == SparkLiteral.Name(column) ? $"CASE WHEN v.id IS NULL THEN t.{name} ELSE v.value END AS {name}" : $"t.{name}");
        View(table.Name, $"SELECT /*+ BROADCAST(v) */ {string.Join(", ", columns)} FROM {table} t LEFT JOIN {changes} v ON t.{SparkLiteral.Name(key)} = v.id");
        updates.Add((table, changes));
    }

    public Task DropAsync(WorkTable table, CancellationToken cancellationToken) => RunAsync(
        "statement",
        () =>
        {
            Forget(table);
            return true;
        },
        cancellationToken);

    public Task BindAsync(TableIdentifier table, string relation, CancellationToken cancellationToken) => RunAsync(
        "statement",
        () =>
        {
            var (name, select) = (new TableName(table.Namespace, table.PlainName), $"select * from {relation}");
            mirror.Bind(name, select);
            View(name.OnSpark, $"select {string.Join(", ", mirror.ColumnsOf(name).Select(column => Cast(column, SparkLiteral.Name(column.Name))))} from ({Translate(select, [])})");
            return true;
        },
        cancellationToken);

    public Task<IReadOnlyList<T>> ListAsync<T>(string select, IReadOnlyList<object?> values, Func<ISqlRow, T> read, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<T>>(
        "query",
        () => [.. SparkErrors.Guard(() => spark.Sql(Translate(select, values)).Collect().ToList(), select).Select(row => read(new SparkRow(row)))],
        cancellationToken);

    public Task<Schema> DescribeAsync(string select, CancellationToken cancellationToken) => Task.Run(() => DuckDbTypes.SchemaOf(mirror.Describe(select)), cancellationToken);

    public Task SetTimeZoneAsync(string timeZone, CancellationToken cancellationToken)
    {
        mirror.SetTimeZone(timeZone);

        // Spark resolves the zone when it analyses a statement, so what was said before keeps its own.
        spark.Conf().Set("spark.sql.session.timeZone", timeZone);
        zone = timeZone;
        return Task.CompletedTask;
    }

    /// <summary>Gives a name to a table of the exchange.</summary>
    /// <param name="path">The table behind its catalog; null for no rows.</param>
    /// <param name="columns">What each is called in that table, and the column that it becomes.</param>
    /// <param name="bytes">The size of its files.</param>
    public string Bind(string? path, IReadOnlyList<(string Source, NestedField Column)> columns, long bytes)
    {
        partitions.Add(bytes);
        var name = NewRelation(columns.Select(column => column.Column));
        var select = path is null
            ? $"select {Nulls(mirror.ColumnsOf(new TableName(null, name)))} where false"
            : $"select {string.Join(", ", columns.Select(column => $"{SparkLiteral.Name(column.Source)} as {SparkLiteral.Name(column.Column.Name)}"))} from {Exchange}.{path}";
        SparkErrors.Guard(() => spark.Sql(select), select).CreateOrReplaceTempView(name);
        return name;
    }

    /// <summary>Gives a name to rows that Spark reads from elsewhere.</summary>
    /// <param name="bytes">The size of the files.</param>
    public string Bind(Func<SparkSession, DataFrame> read, IEnumerable<NestedField> columns, long bytes)
    {
        partitions.Add(bytes);
        var name = NewRelation(columns);
        SparkErrors.Guard(() => read(spark).CreateOrReplaceTempView(name), name);
        return name;
    }

    /// <summary>Writes the rows of a query into a table of the exchange.</summary>
    /// <param name="order">The columns by which they stand; none for no order.</param>
    public Task InsertAsync(string path, Schema schema, string query, IReadOnlyList<string> order, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", schema.Fields.Select(field => $"cast({SparkLiteral.Name(field.Name)} as {SparkTypes.Name(field.Type)}) as {SparkLiteral.Name(field.Name)}"));
        var select = $"select {columns} from ({Translate(query, [])})";
        return Task.Run(
            () =>
            {
                if (order.Count == 0)
                    Insert(path, select, cancellationToken);
                else
                    InsertInOrder(path, select, order, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Gives up rows that no name stands for any more.</summary>
    public void Release()
    {
        foreach (var frame in replaced)
            frame.Unpersist();
        replaced.Clear();
        partitions.Clear();
    }

    public void Dispose()
    {
        try
        {
            replaced.AddRange(kept.Values);
            kept.Clear();
            Release();
        }
        finally
        {
            mirror.Dispose();
        }
    }

    private string NewRelation(IEnumerable<NestedField> columns)
    {
        var name = "relation_" + (++relations).ToString(CultureInfo.InvariantCulture);
        mirror.Create(name, columns);
        return name;
    }

    private WorkTable Next(string name) => new($"{name}_{(++relations).ToString(CultureInfo.InvariantCulture)}");

    private static TableName OnSpark(WorkTable table) => new(null, table.Name);

    /// <summary>Works on a thread of the pool, in a group of jobs that the token cancels.</summary>
    private Task<T> RunAsync<T>(string what, Func<T> work, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var group = Begin(what, cancellationToken);
            return work();
        },
        cancellationToken);

    private string Translate(string select, IReadOnlyList<object?> values) => translator.Select(select, values);

    private SparkJobGroup Begin(string what, CancellationToken cancellationToken) =>
        SparkJobGroup.Begin(spark.Gateway, spark.SparkContext.Reference, $"paklog-{Guid.NewGuid():n}", what, cancellationToken);

    /// <summary>The columns of a work table by name, order and type as DuckDB has them.</summary>
    private string Typed(WorkTable table, string select) =>
        $"select {string.Join(", ", mirror.ColumnsOf(OnSpark(table)).Select(column => Cast(column, SparkLiteral.Name(column.Name))))} from ({select})";

    private static string Cast(DuckDbField column, string value) => $"cast({value} as {SparkTypes.Name(column.Type)}) as {SparkLiteral.Name(column.Name)}";

    private static string Nulls(IEnumerable<DuckDbField> columns) => string.Join(", ", columns.Select(column => Cast(column, "null")));

    private void View(string name, string select) => SparkErrors.Guard(() => spark.Sql(select).CreateOrReplaceTempView(name), select);

    private void Keep(WorkTable table, string select)
    {
        var frame = SparkErrors.Guard(() => spark.Sql(select), select);
        frame.Persist();
        SparkErrors.Guard(() => Shortened(frame), select).Call("createOrReplaceTempView", table.Name);
        if (kept.Remove(table.Name, out var before))
            replaced.Add(before);
        kept.Add(table.Name, frame);
        ForgetUpdates(table);
    }

    /// <summary>What was changed in a table that is another one now.</summary>
    private void ForgetUpdates(WorkTable table)
    {
        var past = updates.FindAll(update => update.Table == table);
        updates.RemoveAll(update => update.Table == table);
        foreach (var (_, changes) in past)
            Forget(changes);
    }

    /// <summary>
    /// The kept rows of a frame as a frame without a past: Spark plans each statement over all that its tables were made of, and tables that are made of one another grow without bounds. The rows can
    /// still be computed again, since the RDD knows how; Spark's streams do the same with each of their batches (ForeachBatchSink).
    /// </summary>
    private JvmObject Shortened(DataFrame frame)
    {
        using var execution = frame.Reference.Call<JvmObject>("queryExecution");
        using var rows = execution.Call<JvmObject>("toRdd");
        using var schema = frame.Reference.Call<JvmObject>("schema");
        return spark.Reference.Call<JvmObject>("internalCreateDataFrame", rows, schema, false);
    }

    private void Insert(string path, string select, CancellationToken cancellationToken)
    {
        using var group = Begin("write", cancellationToken);
        var insert = $"insert into {Exchange}.{path} {select}";
        _ = SparkErrors.Guard(() => spark.Sql(insert), insert);
    }

    /// <summary>To sort rows Spark takes a sample of them first, so it would compute them twice: they are kept until they are written.</summary>
    private void InsertInOrder(string path, string select, IReadOnlyList<string> order, CancellationToken cancellationToken)
    {
        const string Rows = "rows_in_order";
        var rows = SparkErrors.Guard(() => spark.Sql(select), select);
        rows.Persist();
        try
        {
            rows.CreateOrReplaceTempView(Rows);
            Insert(path, $"select * from {Rows} order by {string.Join(", ", order.Select(SparkLiteral.Name))}", cancellationToken);
        }
        finally
        {
            spark.Catalog.DropTempView(Rows);
            rows.Unpersist();
        }
    }

    private void Forget(WorkTable table)
    {
        mirror.Drop(table);
        SparkErrors.Guard(() => spark.Catalog.DropTempView(table.Name), table.Name);
        if (kept.Remove(table.Name, out var frame))
            replaced.Add(frame);
        ForgetUpdates(table);
    }
}
