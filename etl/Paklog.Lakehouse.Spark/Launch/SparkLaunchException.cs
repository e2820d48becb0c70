namespace Paklog.Lakehouse.Spark.Launch;

/// <summary>There is no Spark to start, or it ended while starting: one sentence, then the last lines of its log where there are any.</summary>
public sealed class SparkLaunchException(string message, Exception? innerException = null) : Exception(message, innerException);
