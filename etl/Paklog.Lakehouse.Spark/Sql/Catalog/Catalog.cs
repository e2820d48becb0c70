using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Sql.Types;

namespace Paklog.Lakehouse.Spark.Sql.Catalog;

/// <summary>The databases, tables, views and functions of a session.</summary>
public sealed class Catalog
{
    private readonly SparkSession session;
    private readonly JvmObject reference;

    internal Catalog(SparkSession session, JvmObject reference)
    {
        this.session = session;
        this.reference = reference;
    }

    public void CacheTable(string tableName) => Run("cacheTable", tableName);

    public void UncacheTable(string tableName) => Run("uncacheTable", tableName);

    public void ClearCache() => Run("clearCache");

    public bool IsCached(string tableName) => Is("isCached", tableName);

    public DataFrame CreateTable(string tableName, string path) => Frame("createTable", tableName, path);

    public DataFrame CreateTable(string tableName, string path, string source) => Frame("createTable", tableName, path, source);

    public DataFrame CreateTable(string tableName, string source, IDictionary<string, string> options) =>
        Frame("createTable", tableName, source, new Dictionary<string, string>(options));

    public DataFrame CreateTable(string tableName, string source, StructType schema, IDictionary<string, string> options) =>
        Frame("createTable", tableName, source, schema, new Dictionary<string, string>(options));

    /// <summary>The catalog that names without one are looked up in.</summary>
    public string CurrentCatalog() => session.Jvm.Value<string>(reference, "currentCatalog");

    public void SetCurrentCatalog(string catalogName) => Run("setCurrentCatalog", catalogName);

    public string CurrentDatabase() => session.Jvm.Value<string>(reference, "currentDatabase");

    public void SetCurrentDatabase(string dbName) => Run("setCurrentDatabase", dbName);

    public bool DatabaseExists(string dbName) => Is("databaseExists", dbName);

    public bool TableExists(string tableName) => Is("tableExists", tableName);

    public bool TableExists(string dbName, string tableName) => Is("tableExists", dbName, tableName);

    public bool FunctionExists(string functionName) => Is("functionExists", functionName);

    public bool FunctionExists(string dbName, string functionName) => Is("functionExists", dbName, functionName);

    /// <returns>Whether there was one.</returns>
    public bool DropTempView(string viewName) => Is("dropTempView", viewName);

    /// <inheritdoc cref="DropTempView"/>
    public bool DropGlobalTempView(string viewName) => Is("dropGlobalTempView", viewName);

    public Database GetDatabase(string dbName)
    {
        using JvmObject found = session.Jvm.Object(reference, "getDatabase", dbName);
        return new Database(Text(found, "name")!, Text(found, "description"), Text(found, "locationUri"));
    }

    public Table GetTable(string tableName) => TableOf(session.Jvm.Object(reference, "getTable", tableName));

    public Table GetTable(string dbName, string tableName) => TableOf(session.Jvm.Object(reference, "getTable", dbName, tableName));

    public Function GetFunction(string functionName) => FunctionOf(session.Jvm.Object(reference, "getFunction", functionName));

    public Function GetFunction(string dbName, string functionName) => FunctionOf(session.Jvm.Object(reference, "getFunction", dbName, functionName));

    public DataFrame ListColumns(string tableName) => List("listColumns", tableName);

    public DataFrame ListColumns(string dbName, string tableName) => List("listColumns", dbName, tableName);

    public DataFrame ListDatabases() => List("listDatabases");

    public DataFrame ListFunctions() => List("listFunctions");

    public DataFrame ListFunctions(string dbName) => List("listFunctions", dbName);

    public DataFrame ListTables() => List("listTables");

    public DataFrame ListTables(string dbName) => List("listTables", dbName);

    public void RecoverPartitions(string tableName) => Run("recoverPartitions", tableName);

    public void RefreshByPath(string path) => Run("refreshByPath", path);

    public void RefreshTable(string tableName) => Run("refreshTable", tableName);

    private void Run(string method, params object?[] arguments) => session.Jvm.Run(reference, method, arguments);

    private bool Is(string method, params object?[] arguments) => session.Jvm.Value<bool>(reference, method, arguments);

    private DataFrame Frame(string method, params object?[] arguments) => session.Frame(session.Jvm.Object(reference, method, arguments));

    // A Dataset of Spark's own classes.
    private DataFrame List(string method, params object?[] arguments) =>
        session.Frame(session.Jvm.Object(session.Jvm.Object(reference, method, arguments), "toDF"));

    private string? Text(JvmObject found, string method) => session.Jvm.Value<string?>(found, method);

    private Table TableOf(JvmObject found)
    {
        using (found)
            return new Table(Text(found, "name")!, Text(found, "database"), Text(found, "description"), Text(found, "tableType")!, session.Jvm.Value<bool>(found, "isTemporary"));
    }

    private Function FunctionOf(JvmObject found)
    {
        using (found)
            return new Function(Text(found, "name")!, Text(found, "database"), Text(found, "description"), Text(found, "className")!, session.Jvm.Value<bool>(found, "isTemporary"));
    }
}
