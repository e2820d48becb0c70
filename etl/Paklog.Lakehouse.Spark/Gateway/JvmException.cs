namespace Paklog.Lakehouse.Spark.Gateway;

/// <summary>What Java threw, or why the gateway could not make the call (no such class, method or field). Causes are inner exceptions.</summary>
public sealed class JvmException : Exception
{
    internal JvmException(string javaClass, string? javaMessage, string javaStack, JvmObject? throwable, JvmException? cause)
        : base(string.IsNullOrEmpty(javaMessage) ? javaClass : $"{javaClass}: {javaMessage}", cause)
    {
        JavaClass = javaClass;
        JavaMessage = javaMessage;
        JavaStack = javaStack;
        Throwable = throwable;
    }

    /// <summary>The full name, for example <c>org.apache.spark.sql.AnalysisException</c>.</summary>
    public string JavaClass { get; }

    /// <summary>What <c>getMessage()</c> says, which may be nothing.</summary>
    public string? JavaMessage { get; }

    /// <summary>What <c>printStackTrace()</c> prints: all frames, and those of the causes.</summary>
    public string JavaStack { get; }

    /// <summary>The exception object, to ask for what its class knows; null where the gateway itself refused.</summary>
    public JvmObject? Throwable { get; }

    /// <summary>What <c>getCause()</c> says.</summary>
    public JvmException? Cause => InnerException as JvmException;

    /// <summary>This exception and its causes, the outermost first.</summary>
    public IEnumerable<JvmException> Chain
    {
        get
        {
            for (var link = this; link is not null; link = link.Cause)
                yield return link;
        }
    }

    /// <summary>Of a stack as Java prints it: the class and the message stand before the first frame.</summary>
    internal static JvmException OfStack(string stack)
    {
        var frames = stack.IndexOf("\n\tat ", StringComparison.Ordinal);
        var head = (frames < 0 ? stack : stack[..frames]).Trim();
        var colon = head.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? new JvmException(head, null, stack, null, null) : new JvmException(head[..colon], head[(colon + 2)..], stack, null, null);
    }
}
