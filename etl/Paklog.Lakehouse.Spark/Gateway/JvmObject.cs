namespace Paklog.Lakehouse.Spark.Gateway;

/// <summary>
/// A Java object, held in the JVM until this is disposed or collected; the reference goes with the next call that anybody makes, so neither waits.
/// All members can be used by several threads.
/// </summary>
public sealed class JvmObject : IDisposable
{
    internal JvmObject(JvmGateway gateway, JvmReference reference, JvmKind kind)
    {
        Gateway = gateway;
        Reference = reference;
        Kind = kind;
    }

    public JvmGateway Gateway { get; }

    public JvmKind Kind { get; }

    internal JvmReference Reference { get; }

    /// <summary>
    /// Calls a method. Java's overload is chosen by the arguments' types: int fits long, short and byte, but long does not fit int; double fits float; a
    /// string of one letter fits char.
    /// </summary>
    /// <param name="arguments">null, bool, int, long, double, decimal (BigDecimal), BigInteger, string, byte[], JvmObject.</param>
    /// <returns>One of these; null for void; int for byte and short, double for float, string for char; JvmObject for a BigInteger.</returns>
    /// <exception cref="JvmException">Java threw, or there is no such method.</exception>
    /// <exception cref="GatewayException">The JVM could not be asked.</exception>
    /// <exception cref="OverflowException">A BigDecimal that <c>decimal</c> does not hold exactly; <c>Call&lt;string&gt;</c> gives its digits.</exception>
    /// <exception cref="OperationCanceledException">The token of the scope that it runs in was cancelled (<see cref="JvmGateway.PinThread"/>).</exception>
    public object? Call(string method, params object?[] arguments) => JvmValue.Plain(Execute(method, arguments));

    /// <summary>The same, as a type: what Java gave, widened where nothing is lost; <c>string</c> takes any number's digits; null only where T can be null.</summary>
    /// <exception cref="InvalidCastException">Java gave something else.</exception>
    /// <inheritdoc cref="Call(string, object?[])"/>
    public T Call<T>(string method, params object?[] arguments) => JvmValue.To<T>(Execute(method, arguments), method);

    /// <summary>The value of a public field.</summary>
    /// <exception cref="MissingFieldException">The object has none of that name.</exception>
    public object? GetField(string name) => Gateway.Execute(["f", "g", Reference.Id, name], [], this) switch
    {
        NoValue => throw new MissingFieldException($"The Java object has no public field {name}."),
        var value => JvmValue.Plain(value),
    };

    /// <summary>Sets a public field.</summary>
    /// <exception cref="MissingFieldException">The object has none of that name.</exception>
    public void SetField(string name, object? value)
    {
        if (Gateway.Execute(["f", "s", Reference.Id, name], [value], this) is NoValue)
            throw new MissingFieldException($"The Java object has no public field {name}.");
    }

    public void Dispose() => Reference.Dispose();

    /// <summary>The reference and its kind; Java is not asked.</summary>
    public override string ToString() => $"{Kind} {Reference.Id}";

    private object? Execute(string method, object?[] arguments) => Gateway.Execute(["c", Reference.Id, method], arguments, this);
}
