namespace Paklog.Lakehouse.Spark.Gateway;

/// <summary>Java's collections and arrays. Each element costs a round trip (about a tenth of a millisecond): large amounts go by other ways.</summary>
public static class JvmCollections
{
    /// <summary>A new <c>java.util.ArrayList</c>.</summary>
    public static JvmObject NewList(this JvmGateway gateway, IEnumerable<object?> items) => Filled(gateway.New("java.util.ArrayList"), items);

    /// <summary>A new <c>java.util.LinkedHashSet</c>.</summary>
    public static JvmObject NewSet(this JvmGateway gateway, IEnumerable<object?> items) => Filled(gateway.New("java.util.LinkedHashSet"), items);

    /// <summary>A new <c>java.util.LinkedHashMap</c>.</summary>
    public static JvmObject NewMap(this JvmGateway gateway, IEnumerable<KeyValuePair<string, object?>> entries)
    {
        var map = gateway.New("java.util.LinkedHashMap");
        foreach (var (key, value) in entries)
            (map.Call("put", key, value) as JvmObject)?.Dispose();
        return map;
    }

    /// <summary>A new array with these elements.</summary>
    /// <param name="elementClass">The full name of a class, or a primitive type such as <c>int</c>.</param>
    public static JvmObject NewArray(this JvmGateway gateway, string elementClass, params IReadOnlyList<object?> elements)
    {
        var array = gateway.NewEmptyArray(elementClass, elements.Count);
        for (var i = 0; i < elements.Count; i++)
            array.SetElement(i, elements[i]);
        return array;
    }

    /// <summary>A new array of nulls or zeros, of as many dimensions as lengths.</summary>
    /// <param name="elementClass">The full name of a class, or a primitive type such as <c>int</c>.</param>
    public static JvmObject NewEmptyArray(this JvmGateway gateway, string elementClass, params IReadOnlyList<int> lengths) =>
        JvmValue.To<JvmObject>(gateway.Execute(["a", "c"], [elementClass, .. lengths]), "the array of " + elementClass);

    /// <summary>The length of an array.</summary>
    public static int Length(this JvmObject array) => JvmValue.To<int>(array.Gateway.Execute(["a", "e", array.Reference.Id], [], array), "the length");

    /// <summary>An element of an array, from 0.</summary>
    /// <exception cref="JvmException">There is none at that index.</exception>
    public static object? GetElement(this JvmObject array, int index) => JvmValue.Plain(array.Gateway.Execute(["a", "g", array.Reference.Id], [index], array));

    /// <summary>Sets an element of an array, from 0.</summary>
    /// <exception cref="JvmException">There is none at that index, or it is of another type.</exception>
    public static void SetElement(this JvmObject array, int index, object? value) => array.Gateway.Execute(["a", "s", array.Reference.Id], [index, value], array);

    /// <summary>The elements of a list, set, array, iterator (used up by that) or anything Iterable, one by one.</summary>
    public static IEnumerable<object?> Items(this JvmObject items)
    {
        switch (items.Kind)
        {
            case JvmKind.Array:
                var length = items.Length();
                for (var i = 0; i < length; i++)
                    yield return items.GetElement(i);
                break;
            case JvmKind.List or JvmKind.Set: // one call an element, where an iterator takes two and get(i) of a linked list walks
                using (var array = items.Call<JvmObject>("toArray"))
                {
                    foreach (var item in array.Items())
                        yield return item;
                }
                break;
            case JvmKind.Iterator:
                while (items.Call<bool>("hasNext"))
                    yield return items.Call("next");
                break;
            default:
                using (var iterator = items.Call<JvmObject>("iterator"))
                {
                    while (iterator.Call<bool>("hasNext"))
                        yield return iterator.Call("next");
                }
                break;
        }
    }

    /// <summary>The entries of a map, one by one.</summary>
    public static IEnumerable<KeyValuePair<object, object?>> Entries(this JvmObject map)
    {
        using var keys = map.Call<JvmObject>("keySet");
        foreach (var key in keys.Items())
            yield return new KeyValuePair<object, object?>(key!, map.Call("get", key));
    }

    private static JvmObject Filled(JvmObject collection, IEnumerable<object?> items)
    {
        foreach (var item in items)
            collection.Call("add", item);
        return collection;
    }
}
