namespace Paklog.Lakehouse.Testing;

/// <summary>Spark refused a statement, or its process ended: the message is Spark's own, with its causes.</summary>
public sealed class SparkSqlException(string message) : Exception(message);
