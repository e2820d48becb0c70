using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Sql;

namespace Paklog.Lakehouse.Spark;

/// <summary>The application on the cluster, as far as jobs on data frames need it.</summary>
public sealed class SparkContext
{
    private readonly JvmCaller jvm;

    internal SparkContext(JvmCaller jvm, JvmObject reference)
    {
        this.jvm = jvm;
        Reference = reference;
    }

    /// <summary>The context in the JVM.</summary>
    public JvmObject Reference { get; }

    public string ApplicationId => jvm.Value<string>(Reference, "applicationId");

    public int DefaultParallelism => jvm.Value<int>(Reference, "defaultParallelism");

    /// <param name="logLevel">ALL, DEBUG, ERROR, FATAL, INFO, OFF, TRACE or WARN.</param>
    public void SetLogLevel(string logLevel) => jvm.Run(Reference, "setLogLevel", logLevel);

    public void SetCheckpointDir(string directory) => jvm.Run(Reference, "setCheckpointDir", directory);

    public void Stop() => jvm.Run(Reference, "stop");
}
