using System.Collections;
using System.Data.SqlTypes;
using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Sql.Expressions;
using Paklog.Lakehouse.Spark.Sql.Types;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>
/// Calls Spark through the gateway: arguments become what Spark's Scala methods take (columns, windows and data frames their JVM objects, arrays a Seq,
/// dictionaries a java.util.Map, schemas a DataType), and what Spark throws becomes a <see cref="SparkException"/>.
/// </summary>
internal sealed class JvmCaller(JvmGateway gateway)
{
    public JvmGateway Gateway { get; } = gateway;

    public JvmObject Static(string className, string method, params object?[] arguments) =>
        Guarded(() => Gateway.CallStatic<JvmObject>(className, method, Converted(arguments)), method);

    public JvmObject Object(JvmObject target, string method, params object?[] arguments) =>
        Guarded(() => target.Call<JvmObject>(method, Converted(arguments)), method);

    public T Value<T>(JvmObject target, string method, params object?[] arguments) => Guarded(() => target.Call<T>(method, Converted(arguments)), method);

    public void Run(JvmObject target, string method, params object?[] arguments) =>
        Guarded(() => (target.Call(method, Converted(arguments)) as JvmObject)?.ToString(), method);

    /// <summary>A Scala Seq, which is what methods with a variable number of arguments really take.</summary>
    public JvmObject Seq(IEnumerable items)
    {
        using JvmObject list = Gateway.NewList(items.Cast<object?>().Select(Converted));
        return Gateway.CallStatic<JvmObject>("org.apache.spark.api.python.PythonUtils", "toSeq", list);
    }

    /// <summary>A schema or type in the JVM.</summary>
    public JvmObject Type(DataType type) => Static("org.apache.spark.sql.types.DataType", "fromJson", type.Json);

    /// <summary>What Spark throws while <paramref name="call"/> runs, as a <see cref="SparkException"/>.</summary>
    public static T Guarded<T>(Func<T> call, string method)
    {
        try
        {
            return call();
        }
        catch (JvmException error)
        {
            throw SparkException.Of(error, method);
        }
    }

    private object?[] Converted(object?[] arguments) => Array.ConvertAll(arguments, Converted);

    private object? Converted(object? argument) => argument switch
    {
        null or bool or int or long or double or decimal or string or byte[] or JvmObject => argument,
        Column column => column.Expression.On(this),
        WindowSpec window => window.Expression.On(this),
        DataFrame frame => frame.Reference,
        DataType type => Type(type),
        StorageLevel level => level.On(this),
        IDictionary map => Gateway.NewMap(map.Keys.Cast<object>().Select(key => KeyValuePair.Create((string)key, Converted(map[key])))),
        // What Py4J has no letter for is a column that Spark makes.
        sbyte or short or byte or ushort or uint or float or char or SqlDecimal or DateOnly or DateTimeOffset or DateTime or Date or Timestamp => Literal.Of(argument).Expression.On(this),
        LocalTime time => Static(time.ClassName, "parse", time.Text),
        IEnumerable items => Seq(items),
        _ => throw new ArgumentException($"A {argument.GetType()} cannot be handed to Spark."),
    };
}
