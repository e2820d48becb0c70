using System.Globalization;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Jobs;
using Paklog.Lakehouse.Spark.Sql;
using Paklog.Lakehouse.SparkEngine.Translation;

namespace Paklog.Lakehouse.SparkEngine.Sessions;

/// <summary>
/// SQL in DuckDB's dialect on Spark: each statement runs on the empty tables of a <see cref="Mirror"/>, is translated, and becomes a temporary view. The rows of work tables are kept by Spark once they
/// are computed (memory and disk of the executors); lost with an executor, they are computed again.
/// </summary>
internal sealed class SparkSqlSession : ISqlSession, IDisposable
{
    private const string Exchange = "paklog_exchange";

    private readonly SparkSession spark;
    private readonly ShufflePartitions partitions;
    private readonly Mirror mirror = new();
    private readonly SparkSql translator;
    private readonly Dictionary<string, object?> variables = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DataFrame> kept = [];
    private readonly List<DataFrame> replaced = [];
    private readonly List<(string Table, string Changes)> updates = [];
    private string zone = "UTC";
    private int relations;

    /// <param name="warehouse">Of the catalog of <see cref="Engine"/>'s exchange.</param>
    public SparkSqlSession(SparkSession session, string warehouse)
    {
        spark = session.NewSession();
        var conf = spark.Conf();
        foreach (var (name, value) in SparkSql.Settings)
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
            Variable = name => variables.TryGetValue(name, out var value) ? value : throw new LakehouseException($"The variable {name} is read and was never set."),
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

    /// <summary>To make a work table Spark may run jobs at once, which its adaptive execution learns from; they are cancelled as those of a query are.</summary>
    public Task ExecuteAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var group = Begin("statement", cancellationToken);
            Execute(sql, values);
        },
        cancellationToken);

    public void Execute(string sql, params IReadOnlyList<object?> values)
    {
        mirror.Execute(sql, values);
        SparkErrors.Guard(() => Repeat(Statement.Read(sql), values), sql);
    }

    /// <summary>Does on Spark what the mirror has done.</summary>
    private void Repeat(Statement statement, IReadOnlyList<object?> values)
    {
        switch (statement)
        {
            case Statement.Create create:
                Keep(create.Name, Typed(create.Name, Translate(create.Select, values)), create.IsTable);
                break;
            case Statement.CreateEmpty create:
                Keep(create.Name, $"select {Nulls(mirror.ColumnsOf(create.Name))} where false", false);
                break;
            case Statement.Insert insert:
                Insert(insert, values);
                break;
            case Statement.Drop drop:
                Forget(drop.Name.OnSpark);
                break;
            case Statement.Rename rename:
                Rename(rename);
                break;
            case Statement.Variable variable:
                variables[variable.Name] = values[0];
                break;
            default:
                break;
        }
    }

    /// <summary>The rows stay where they are, and a view puts the other values in, which are few beside them: they go to every executor.</summary>
    public async Task UpdateAsync(string table, string key, string column, string values, CancellationToken cancellationToken)
    {
        var changes = "update_" + (++relations).ToString(CultureInfo.InvariantCulture);
        await ExecuteAsync($"create or replace temp table {changes} as {values}", [], cancellationToken);
        using (var any = await QueryAsync($"select 1 from {changes} limit 1", cancellationToken))
        {
            if (any.Read())
            {
                var columns = mirror.ColumnsOf(new TableName(null, table)).Select(each => SparkLiteral.Name(each.Name))
                    .Select(name => name == SparkLiteral.Name(column) ? $"CASE WHEN v.id IS NULL THEN t.{name} ELSE v.value END AS {name}" : $"t.{name}");
                var update = $"SELECT /*+ BROADCAST(v) */ {string.Join(", ", columns)} FROM {table} t LEFT JOIN {changes} v ON t.{SparkLiteral.Name(key)} = v.id";
                SparkErrors.Guard(() => spark.Sql(update).CreateOrReplaceTempView(table), update);
                updates.Add((table, changes));
                return;
            }
        }

        Execute($"drop table {changes}");
    }

    public ISqlRows Query(string sql) => new SparkRows(SparkErrors.Guard(() => spark.Sql(Translate(sql, [])).Collect().ToList(), sql));

    public Task<ISqlRows> QueryAsync(string sql, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var group = Begin("query", cancellationToken);
            return Query(sql);
        },
        cancellationToken);

    public object? QueryScalar(string sql)
    {
        using var rows = (SparkRows)Query(sql);
        return rows.Read() ? rows.Value(0) : null;
    }

    public Schema Describe(string sql) => DuckDbTypes.SchemaOf(mirror.Describe(sql));

    public Task SetTimeZoneAsync(string timeZone, CancellationToken cancellationToken)
    {
        mirror.Execute($"set TimeZone = {DuckDbLiteral.Quote(timeZone)}", []);

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

    private string Translate(string select, IReadOnlyList<object?> values) => translator.Select(select, values);

    private SparkJobGroup Begin(string what, CancellationToken cancellationToken) =>
        SparkJobGroup.Begin(spark.Gateway, spark.SparkContext.Reference, $"paklog-{Guid.NewGuid():n}", what, cancellationToken);

    /// <summary>The columns of a work table by name, order and type as DuckDB has them.</summary>
    private string Typed(TableName name, string select) =>
        $"select {string.Join(", ", mirror.ColumnsOf(name).Select(column => Cast(column, SparkLiteral.Name(column.Name))))} from ({select})";

    private static string Cast(DuckDbField column, string value) => $"cast({value} as {SparkTypes.Name(column.Type)}) as {SparkLiteral.Name(column.Name)}";

    private static string Nulls(IEnumerable<DuckDbField> columns) => string.Join(", ", columns.Select(column => Cast(column, "null")));

    private void Keep(TableName name, string select, bool isTable)
    {
        var frame = SparkErrors.Guard(() => spark.Sql(select), select);
        if (isTable)
        {
            frame.Persist();
            SparkErrors.Guard(() => Shortened(frame), select).Call("createOrReplaceTempView", name.OnSpark);
        }
        else
        {
            frame.CreateOrReplaceTempView(name.OnSpark);
        }

        if (kept.Remove(name.OnSpark, out var before))
            replaced.Add(before);
        if (isTable)
            kept.Add(name.OnSpark, frame);
        ForgetUpdates(name.OnSpark);
    }

    /// <summary>What was changed in a table that is another one now.</summary>
    private void ForgetUpdates(string name)
    {
        var past = updates.FindAll(update => update.Table == name);
        updates.RemoveAll(update => update.Table == name);
        foreach (var (_, changes) in past)
            Execute($"drop table {changes}");
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

    /// <summary>A table with more rows is another one: what is kept of the former is not computed again.</summary>
    private void Insert(Statement.Insert insert, IReadOnlyList<object?> values)
    {
        var columns = mirror.ColumnsOf(insert.Name);
        var given = insert.ByName ? mirror.Describe(insert.Select, values).Select(column => column.Name).ToHashSet(StringComparer.OrdinalIgnoreCase) : null;
        var added = given is null
            ? $"select {string.Join(", ", columns.Select((column, index) => Cast(column, $"_c{index}")))} from ({Translate(insert.Select, values)}) as t({string.Join(", ", columns.Select((_, index) => $"_c{index}"))})"
            : $"select {string.Join(", ", columns.Select(column => Cast(column, given.Contains(column.Name) ? SparkLiteral.Name(column.Name) : "null")))} from ({Translate(insert.Select, values)})";
        Keep(insert.Name, $"select * from {SparkLiteral.Name(insert.Name.OnSpark)} union all {added}", true);
    }

    private void Rename(Statement.Rename rename)
    {
        var frame = spark.Table(rename.Name.OnSpark);
        frame.CreateOrReplaceTempView(rename.To);
        if (kept.Remove(rename.Name.OnSpark, out var rows))
            kept[rename.To.ToLowerInvariant()] = rows;
        spark.Catalog.DropTempView(rename.Name.OnSpark);
    }

    private void Forget(string name)
    {
        spark.Catalog.DropTempView(name);
        if (kept.Remove(name, out var frame))
            replaced.Add(frame);
        ForgetUpdates(name);
    }
}
