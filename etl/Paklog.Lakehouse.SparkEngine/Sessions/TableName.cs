namespace Paklog.Lakehouse.SparkEngine.Sessions;

/// <summary>A table or view of the session. Spark's temporary views have no schema, so it becomes part of the name there.</summary>
internal readonly record struct TableName(string? Schema, string Name)
{
    public string OnSpark => (Schema is null ? Name : $"{Schema}__{Name}").ToLowerInvariant();
}
