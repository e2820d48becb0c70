using System.Globalization;
using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>Collects the settings of a session. See <see cref="SparkSession.Builder()"/>.</summary>
public sealed class Builder
{
    private readonly Func<JvmGateway> gateway;
    private readonly List<KeyValuePair<string, string>> settings = [];
    private bool hive;

    internal Builder(Func<JvmGateway> gateway) => this.gateway = gateway;

    /// <summary>The cluster: <c>local[*]</c>, <c>spark://host:7077</c>, <c>yarn</c>. What spark-submit was told is the default.</summary>
    public Builder Master(string master) => Config("spark.master", master);

    public Builder AppName(string appName) => Config("spark.app.name", appName);

    public Builder Config(string key, string value)
    {
        settings.Add(KeyValuePair.Create(key, value));
        return this;
    }

    public Builder Config(string key, bool value) => Config(key, value ? "true" : "false");

    public Builder Config(string key, double value) => Config(key, value.ToString("R", CultureInfo.InvariantCulture));

    public Builder Config(string key, long value) => Config(key, value.ToString(CultureInfo.InvariantCulture));

    public Builder EnableHiveSupport()
    {
        hive = true;
        return this;
    }

    /// <summary>The session of the JVM, or a new one; an existing one takes the settings that can change.</summary>
    /// <exception cref="SparkException">Spark does not start with these settings.</exception>
    public SparkSession GetOrCreate()
    {
        var jvm = new JvmCaller(gateway());
        JvmObject builder = jvm.Static(SparkSession.ClassName, "builder");
        foreach ((string key, string value) in settings)
            builder = jvm.Object(builder, "config", key, value);
        if (hive)
            builder = jvm.Object(builder, "enableHiveSupport");
        return new SparkSession(jvm, jvm.Object(builder, "getOrCreate"));
    }
}
