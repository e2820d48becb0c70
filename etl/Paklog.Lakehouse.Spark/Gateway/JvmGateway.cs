using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;

namespace Paklog.Lakehouse.Spark.Gateway;

/// <summary>
/// A JVM that runs a Py4J gateway, as Spark's driver does for Python: makes objects, calls methods, reads fields. Several threads may call at once, each over a
/// connection of its own; a connection is a thread of the JVM. Java cannot call back.
/// </summary>
public sealed class JvmGateway : IDisposable
{
    // Java allows a chain of causes to bite its tail.
    private const int MostCauses = 20;

    private readonly string host;
    private readonly int port;
    private readonly string secret;
    private readonly TimeSpan patience;
    private readonly ConcurrentDictionary<GatewayConnection, byte> open = new();
    private readonly ConcurrentStack<GatewayConnection> idle = new();
    private readonly ConcurrentQueue<string> released = new();
    private readonly AsyncLocal<JvmThread?> scope = new();
    private volatile bool disposed;

    private JvmGateway(string host, int port, string secret, TimeSpan patience)
    {
        this.host = host;
        this.port = port;
        this.secret = secret;
        this.patience = patience;
    }

    /// <summary>Connects and authenticates; for both the JVM has 30 s.</summary>
    /// <exception cref="GatewayException">Nobody listens there, the secret is wrong, or what answers is no gateway.</exception>
    public static JvmGateway Connect(string host, int port, string secret) => Connect(host, port, secret, TimeSpan.FromSeconds(30));

    /// <param name="patience">For the connection and the answer to the secret; a call may take as long as it likes.</param>
    /// <inheritdoc cref="Connect(string, int, string)"/>
    public static JvmGateway Connect(string host, int port, string secret, TimeSpan patience)
    {
        var gateway = new JvmGateway(host, port, secret, patience);
        gateway.idle.Push(gateway.Open());
        return gateway;
    }

    /// <summary>Calls a static method (of a Scala object: its forwarder).</summary>
    /// <param name="className">The full name, for example <c>java.lang.Math</c>.</param>
    /// <inheritdoc cref="JvmObject.Call(string, object?[])"/>
    public object? CallStatic(string className, string method, params object?[] arguments) =>
        JvmValue.Plain(Execute(["c", "z:" + className, method], arguments));

    /// <inheritdoc cref="JvmObject.Call{T}(string, object?[])"/>
    public T CallStatic<T>(string className, string method, params object?[] arguments) =>
        JvmValue.To<T>(Execute(["c", "z:" + className, method], arguments), method);

    /// <summary>Makes an object by a constructor.</summary>
    /// <exception cref="JvmException">The constructor threw, or there is no such class or constructor.</exception>
    /// <inheritdoc cref="JvmObject.Call(string, object?[])"/>
    public JvmObject New(string className, params object?[] arguments) =>
        JvmValue.To<JvmObject>(Execute(["i", className], arguments), "the constructor of " + className);

    /// <summary>The value of a public static field, for example <c>MODULE$</c> of a Scala object's class (its name ends in <c>$</c>).</summary>
    /// <exception cref="MissingFieldException">There is no such class or field, or it is not static.</exception>
    public object? GetStaticField(string className, string name)
    {
        try
        {
            if (Execute(["r", "m", className, name], []) is var value and not NoValue)
                return JvmValue.Plain(value);
        }
        catch (JvmException e) when (e.Throwable is null) // the gateway says only that it failed
        {
            throw Missing(e);
        }
        throw Missing(null);

        MissingFieldException Missing(Exception? cause) => new($"There is no Java class {className} with a public static field {name}.", cause);
    }

    /// <summary>The object of <c>java.lang.Class</c>.</summary>
    /// <exception cref="JvmException">There is no such class.</exception>
    public JvmObject GetClass(string className) => JvmValue.To<JvmObject>(Execute(["r", "c", className], []), "the class " + className);

    /// <summary>From here on, until the result is disposed, the calls of this flow of execution are made by one thread of the JVM.</summary>
    /// <param name="cancellationToken">
    /// Once it is cancelled, no further call is sent, and a call that Java fails is an <see cref="OperationCanceledException"/>. Java is not told to stop:
    /// that is for who knows what it works at (<see cref="Jobs.SparkJobGroup"/>).
    /// </param>
    public JvmThread PinThread(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var thread = new JvmThread(Open(), scope.Value, Unpin, cancellationToken);
        scope.Value = thread;
        return thread;
    }

    /// <summary>Closes the connections, also under calls that still wait: they fail. The JVM goes on.</summary>
    public void Dispose()
    {
        disposed = true;
        foreach (var connection in open.Keys)
            Close(connection);
    }

    /// <summary>An object by an id that the gateway gave, or one of its own names; the latter must never be released.</summary>
    internal JvmObject Adopt(string id, JvmKind kind) => new(this, new JvmReference(id, released), kind);

    /// <param name="head">The lines of the command before its arguments.</param>
    /// <param name="target">The object that the head names: it lives until the reply.</param>
    internal object? Execute(ReadOnlySpan<string> head, object?[] arguments, JvmObject? target = null)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        List<JvmObject> integers = [];
        List<JvmReference> held = [];
        try
        {
            if (Array.Exists(arguments, argument => argument is BigInteger))
                arguments = Array.ConvertAll(arguments, argument => argument is BigInteger number ? Integer(number, integers) : argument);
            Hold(target, held);
            foreach (var argument in arguments)
                Hold(argument as JvmObject, held);
            return Current is { } thread ? ExecuteOn(thread, head, arguments) : ExecuteOnAny(head, arguments);
        }
        finally
        {
            held.ForEach(reference => reference.DangerousRelease());
            integers.ForEach(integer => integer.Dispose());
        }
    }

    // A scope that has ended may still be seen by what was started in it.
    private JvmThread? Current
    {
        get
        {
            var thread = scope.Value;
            while (thread is { Ended: true })
                thread = thread.Outer;
            return thread;
        }
    }

    private object? ExecuteOn(JvmThread thread, ReadOnlySpan<string> head, object?[] arguments)
    {
        thread.CancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Ask(thread.Connection, head, arguments);
        }
        catch (JvmException e) when (thread.CancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"Cancelled: {e.Message}", e, thread.CancellationToken);
        }
    }

    private object? ExecuteOnAny(ReadOnlySpan<string> head, object?[] arguments)
    {
        // The last one returned is the first one taken: who calls from one thread has one thread of the JVM.
        if (!idle.TryPop(out var connection))
            connection = Open();
        try
        {
            return Ask(connection, head, arguments);
        }
        finally
        {
            if (connection.Usable && !disposed)
                idle.Push(connection);
            else
                Close(connection);
        }
    }

    private object? Ask(GatewayConnection connection, ReadOnlySpan<string> head, object?[] arguments)
    {
        var reply = connection.Execute(head, arguments, Adopt);
        if (!reply.Failed)
            return reply.Value;
        throw reply.Value switch
        {
            JvmObject throwable => Thrown(connection, throwable, 1),
            string stack => JvmException.OfStack(stack),
            _ => new JvmException("py4j.Py4JException", $"The gateway failed and did not say why, at `{string.Join(' ', head)}`", "", null, null),
        };
    }

    // Asked over the same connection: the caller's may be the only one that there is.
    private JvmException Thrown(GatewayConnection connection, JvmObject throwable, int depth)
    {
        var stack = connection.Execute(["p"], [throwable], Adopt).Value as string ?? "";
        using var type = On(throwable, "getClass") as JvmObject;
        var name = type is null ? null : On(type, "getName") as string;
        var message = On(throwable, "getMessage") as string;
        var cause = depth < MostCauses ? On(throwable, "getCause") as JvmObject : null;
        return new JvmException(name ?? "java.lang.Throwable", message, stack, throwable, cause is null ? null : Thrown(connection, cause, depth + 1));

        object? On(JvmObject target, string method) => connection.Execute(["c", target.Reference.Id, method], [], Adopt) is { Failed: false } reply ? reply.Value : null;
    }

    private JvmObject Integer(BigInteger number, List<JvmObject> made)
    {
        var integer = New("java.math.BigInteger", number.ToString(CultureInfo.InvariantCulture));
        made.Add(integer);
        return integer;
    }

    private void Hold(JvmObject? used, List<JvmReference> held)
    {
        if (used is null)
            return;
        if (used.Gateway != this)
            throw new ArgumentException("A Java object was handed to another JVM than its own.");
        var added = false;
        used.Reference.DangerousAddRef(ref added);
        held.Add(used.Reference);
    }

    private GatewayConnection Open()
    {
        var connection = GatewayConnection.Open(host, port, secret, patience, released);
        open[connection] = 0;
        if (disposed)
            Close(connection);
        return connection;
    }

    private void Unpin(JvmThread thread)
    {
        if (scope.Value == thread)
            scope.Value = thread.Outer;
        Close(thread.Connection);
    }

    private void Close(GatewayConnection connection)
    {
        open.TryRemove(connection, out _);
        connection.Dispose();
    }
}
