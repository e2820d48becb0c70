using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>The settings of a session.</summary>
public sealed class RuntimeConfig
{
    private readonly JvmCaller jvm;
    private readonly JvmObject reference;

    internal RuntimeConfig(JvmCaller jvm, JvmObject reference)
    {
        this.jvm = jvm;
        this.reference = reference;
    }

    public void Set(string key, string value) => jvm.Run(reference, "set", key, value);

    public void Set(string key, bool value) => jvm.Run(reference, "set", key, value);

    public void Set(string key, long value) => jvm.Run(reference, "set", key, value);

    /// <exception cref="SparkException">It is not set and has no default.</exception>
    public string Get(string key) => jvm.Value<string>(reference, "get", key);

    public string Get(string key, string defaultValue) => jvm.Value<string>(reference, "get", key, defaultValue);

    public void Unset(string key) => jvm.Run(reference, "unset", key);

    /// <summary>Whether it can be set while the session runs.</summary>
    public bool IsModifiable(string key) => jvm.Value<bool>(reference, "isModifiable", key);
}
