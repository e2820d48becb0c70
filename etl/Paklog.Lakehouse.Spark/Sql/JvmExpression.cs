using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>
/// How an object of the JVM is made: a static call, or a call on another such object, with arguments that may be such objects too. It is made when a data
/// frame uses it, so columns and windows need no JVM before that, and once, since data frames use the same columns again and again.
/// </summary>
internal sealed class JvmExpression
{
    private readonly object target;
    private readonly string method;
    private readonly object?[] arguments;
    private readonly Lock gate = new();
    private JvmObject? made;

    public JvmExpression(string className, string method, params object?[] arguments)
        : this((object)className, method, arguments)
    {
    }

    public JvmExpression(JvmExpression target, string method, params object?[] arguments)
        : this((object)target, method, arguments)
    {
    }

    /// <summary>One that is made: <paramref name="text"/> is what it is called.</summary>
    public JvmExpression(JvmObject made, string text)
        : this((object)text, "", [])
    {
        this.made = made;
    }

    private JvmExpression(object target, string method, object?[] arguments)
    {
        this.target = target;
        this.method = method;
        this.arguments = arguments;
    }

    public JvmObject On(JvmCaller jvm)
    {
        lock (gate)
        {
            // One process may come to have another JVM: what was made in the first is made again there.
            if (made is null || (method.Length > 0 && made.Gateway != jvm.Gateway))
                made = target is JvmExpression inner ? jvm.Object(inner.On(jvm), method, arguments) : jvm.Static((string)target, method, arguments);
            return made;
        }
    }

    public override string ToString()
    {
        if (method.Length == 0)
            return (string)target;
        string list = string.Join(", ", arguments.Select(Text));
        return target is JvmExpression inner ? $"{inner}.{method}({list})" : method == "col" ? arguments[0]!.ToString()! : $"{method}({list})";
    }

    private static string Text(object? argument) => argument switch
    {
        string text => $"\"{text}\"",
        System.Collections.IEnumerable list and not byte[] => string.Join(", ", list.Cast<object?>().Select(Text)),
        _ => ValueText.Of(argument),
    };
}
