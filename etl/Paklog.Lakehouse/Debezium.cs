namespace Paklog.Lakehouse;

/// <summary>Sources that Debezium captures.</summary>
public static class Debezium
{
    /// <summary>A table of a source database: it gets a Bronze table of its events and a Silver table of its current rows.</summary>
    /// <param name="source"><c>database.table</c> of MySQL and MariaDB, <c>schema.table</c> of PostgreSQL; a part with dots of its own stands between double quotes.</param>
    public static SourceDeclaration Table(string source) => new(source);
}
