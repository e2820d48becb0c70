using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Tests.Gateway;

public class ThreadTests(SparkDriverFixture spark)
{
    [Fact]
    public async Task Eight_threads_call_at_once_and_each_gets_its_own_answers()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < 500; i++)
                {
                    var value = $"{thread}:{i}";
                    using var builder = gateway.New("java.lang.StringBuilder", value);
                    Assert.Equal(value, builder.Call<string>("toString"));
                    if (i % 50 == 0)
                        Assert.Contains(value, Assert.Throws<JvmException>(() => gateway.CallStatic("java.lang.Integer", "parseInt", value)).Message, StringComparison.Ordinal);
                }
            },
            TaskCreationOptions.LongRunning)));
    }

    [Fact]
    public async Task A_long_call_holds_up_nobody()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        using var latch = gateway.New("java.util.concurrent.CountDownLatch", 1);
        var waiting = Task.Factory.StartNew(() => latch.Call("await"), TaskCreationOptions.LongRunning);
        latch.Call("countDown"); // would wait for ever behind the first
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_scope_is_one_thread_of_Java_also_over_an_await_and_no_other_uses_it()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        long outer;
        using (gateway.PinThread(TestContext.Current.CancellationToken))
        {
            outer = JavaThread(gateway);
            await Task.Run(() => Assert.Equal(outer, JavaThread(gateway)), TestContext.Current.CancellationToken);
            await Task.Yield();
            Assert.Equal(outer, JavaThread(gateway));
            Task<long> other;
            using (ExecutionContext.SuppressFlow())
                other = Task.Run(() => JavaThread(gateway), TestContext.Current.CancellationToken);
            Assert.NotEqual(outer, await other);
            using (gateway.PinThread(TestContext.Current.CancellationToken))
                Assert.NotEqual(outer, JavaThread(gateway));
            Assert.Equal(outer, JavaThread(gateway));
        }
        Assert.NotEqual(outer, JavaThread(gateway));
    }

    [Fact]
    public async Task What_was_started_in_a_scope_calls_without_it_after_its_end()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        var ended = new TaskCompletionSource();
        Task<long> late;
        long pinned;
        using (gateway.PinThread(TestContext.Current.CancellationToken))
        {
            pinned = JavaThread(gateway);
            late = Task.Run(
                async () =>
                {
                    await ended.Task;
                    return JavaThread(gateway);
                },
                TestContext.Current.CancellationToken);
        }
        ended.SetResult();
        Assert.NotEqual(pinned, await late);
    }

    [Fact]
    public async Task A_cancelled_scope_sends_nothing_more()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        using var cancel = new CancellationTokenSource();
        using var list = gateway.NewList([]);
        using (gateway.PinThread(cancel.Token))
        {
            list.Call("add", 1);
            await cancel.CancelAsync();
            Assert.Equal(cancel.Token, Assert.ThrowsAny<OperationCanceledException>(() => list.Call("add", 2)).CancellationToken);
        }
        Assert.Equal([1], list.Items());
    }

    private static long JavaThread(JvmGateway gateway)
    {
        using var thread = gateway.CallStatic<JvmObject>("java.lang.Thread", "currentThread");
        return thread.Call<long>("getId");
    }
}
