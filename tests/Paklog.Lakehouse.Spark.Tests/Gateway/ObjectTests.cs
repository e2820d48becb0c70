using System.Globalization;
using System.Runtime.CompilerServices;
using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Tests.Gateway;

/// <summary>How long objects live in the JVM, and what can be done with them there. The gateway's own map of objects is counted.</summary>
public class ObjectTests(SparkDriverFixture spark)
{
    // What the other tests of the assembly may hold meanwhile.
    private const int Tolerance = 2_000;

    private static int Amount => int.Parse(Environment.GetEnvironmentVariable("PAKLOG_JVM_OBJECTS") ?? "20000", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Objects_that_are_disposed_or_dropped_leave_the_gateways_map(bool disposed)
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        var before = Held(gateway);
        Make(gateway, Amount, disposed);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        for (var i = 0; i < (Amount / 256) + 20; i++)
            gateway.CallStatic("java.lang.Math", "abs", 1);
        Assert.InRange(Held(gateway), 0, before + Tolerance);
    }

    [Fact]
    public async Task Objects_that_are_held_stay()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        JvmObject[] held = [.. Enumerable.Range(0, 2000).Select(i => gateway.New("java.util.concurrent.atomic.AtomicReference", i))];
        GC.Collect();
        GC.WaitForPendingFinalizers();
        gateway.CallStatic("java.lang.Math", "abs", 1);
        Assert.Equal(Enumerable.Range(0, 2000), held.Select(one => one.Call<int>("get")));
        Array.ForEach(held, one => one.Dispose());
    }

    /// <summary>An object whose last use is a call must not be released under that call: half of these live in no variable.</summary>
    [Fact]
    public async Task Objects_are_not_released_under_their_last_call()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var collector = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    gateway.CallStatic("java.lang.Math", "abs", 1); // sends what was dropped
                }
            },
            TestContext.Current.CancellationToken);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(i, gateway.New("java.util.concurrent.atomic.AtomicReference", i).Call("get"));
            using var list = gateway.New("java.util.ArrayList", gateway.NewList([i]));
            Assert.Equal(i, list.Call("get", 0));
        }
        await stop.CancelAsync();
        await collector;
    }

    [Fact]
    public async Task A_disposed_object_is_refused_here_and_disposing_twice_is_nothing()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        var gone = gateway.New("java.lang.Object");
        gone.Dispose();
        gone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => gone.Call("hashCode"));
        using var list = gateway.NewList([]);
        Assert.Throws<ObjectDisposedException>(() => list.Call("add", gone));
        Assert.Equal(0, list.Call("size"));
    }

    [Fact]
    public async Task Collections_arrays_and_iterators_are_read_and_made()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        using var list = gateway.NewList([1, "a", null]);
        Assert.Equal(JvmKind.List, list.Kind);
        Assert.Equal([1, "a", null], list.Items());
        using var set = gateway.NewSet(["b", "a", "b"]);
        Assert.Equal((JvmKind.Set, "b,a"), (set.Kind, string.Join(',', set.Items())));
        using var map = gateway.NewMap([new("k", 1), new("l", null)]);
        Assert.Equal(JvmKind.Map, map.Kind);
        Assert.Equal([new("k", 1), new("l", null)], map.Entries());
        using var iterator = list.Call<JvmObject>("iterator");
        Assert.Equal(JvmKind.Iterator, iterator.Kind);
        Assert.Equal([1, "a", null], iterator.Items());
        Assert.Empty(iterator.Items());
        using var queue = gateway.New("java.util.ArrayDeque", set);
        Assert.Equal((JvmKind.Object, "b,a"), (queue.Kind, string.Join(',', queue.Items())));

        using var array = gateway.NewArray("int", 3, 1, 2);
        Assert.Equal((JvmKind.Array, 3), (array.Kind, array.Length()));
        gateway.CallStatic("java.util.Arrays", "sort", array);
        Assert.Equal([1, 2, 3], array.Items());
        array.SetElement(0, 9);
        Assert.Equal(9, array.GetElement(0));
        using var table = gateway.NewEmptyArray("java.lang.String", 2, 3);
        using var row = (JvmObject)table.GetElement(1)!;
        Assert.Equal((2, 3), (table.Length(), row.Length()));
        Assert.Contains("ArrayIndexOutOfBounds", Assert.Throws<JvmException>(() => array.GetElement(3)).JavaClass, StringComparison.Ordinal);
        Assert.Throws<JvmException>(() => array.SetElement(0, "text"));
        Assert.Equal([9, 2, 3], array.Items());
    }

    [Fact]
    public async Task Fields_are_read_and_set()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(int.MaxValue, gateway.GetStaticField("java.lang.Integer", "MAX_VALUE"));
        Assert.Equal(JvmKind.Map, ((JvmObject)gateway.GetStaticField("java.util.Collections", "EMPTY_MAP")!).Kind);
        Assert.Contains("java.lang.Integer", Assert.Throws<MissingFieldException>(() => gateway.GetStaticField("java.lang.Integer", "NONE")).Message, StringComparison.Ordinal);
        Assert.Throws<MissingFieldException>(() => gateway.GetStaticField("no.such.Class", "NONE"));
        Assert.Throws<MissingFieldException>(() => gateway.GetStaticField("java.lang.Integer", "valueOf")); // a method
        using var wide = gateway.New("java.awt.Point", 3, 4);
        Assert.Equal(4, wide.GetField("y"));
        wide.SetField("y", 5);
        Assert.Equal(5, wide.GetField("y"));
        Assert.Throws<MissingFieldException>(() => wide.GetField("z"));
        Assert.Throws<MissingFieldException>(() => wide.SetField("z", 1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // nothing of it may live on in a variable
    private static void Make(JvmGateway gateway, int amount, bool disposed)
    {
        for (var i = 0; i < amount; i++)
        {
            var made = gateway.New("java.lang.Object");
            if (disposed)
                made.Dispose();
        }
    }

    private static int Held(JvmGateway gateway)
    {
        var server = gateway.Adopt("GATEWAY_SERVER", JvmKind.Object); // the gateway's own name for itself
        GC.SuppressFinalize(server.Reference); // which must stay in its map
        using var self = server.Call<JvmObject>("getGateway");
        using var bindings = self.Call<JvmObject>("getBindings");
        return bindings.Call<int>("size");
    }
}
