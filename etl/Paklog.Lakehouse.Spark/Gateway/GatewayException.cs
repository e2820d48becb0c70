namespace Paklog.Lakehouse.Spark.Gateway;

/// <summary>
/// The JVM could not be asked: nobody listens, the secret is wrong, the connection ended in the middle of a reply, or what came is not Py4J.
/// What Java itself refused is a <see cref="JvmException"/>.
/// </summary>
public sealed class GatewayException(string message, Exception? innerException = null) : Exception(message, innerException);
