using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Jobs;

namespace Paklog.Lakehouse.Spark.Tests.Jobs;

public class SparkJobGroupTests(SparkDriverFixture spark)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_ends_the_jobs_and_the_call(bool within)
    {
        var session = await spark.SessionAsync(TestContext.Current.CancellationToken);
        using var context = session.Call<JvmObject>("sparkContext");
        using var cancel = new CancellationTokenSource();
        using var tracker = context.Call<JvmObject>("statusTracker");
        using (SparkJobGroup.Begin(session.Gateway, context, $"endless-{within}", "endless", cancel.Token))
        {
            Task running;
            using (ExecutionContext.SuppressFlow())
                running = Task.Run(UntilItRuns, CancellationToken.None);
            Task cancelling;
            using (within ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
                cancelling = Task.Run(CancelThen, CancellationToken.None); // who cancels may well be in the flow of the scope itself

            async Task CancelThen()
            {
                await running;
                await cancel.CancelAsync();
            }

            // One partition: the other core is for the other tests.
            using var endless = session.Call<JvmObject>("sql", "select max(a.id * b.id) from range(0, 100000000, 1, 1) a cross join range(0, 100000000, 1, 1) b");
            var e = Assert.ThrowsAny<OperationCanceledException>(() => endless.Call("collectAsList"));
            Assert.Equal(cancel.Token, e.CancellationToken);
            Assert.Contains("cancelled", Assert.IsType<JvmException>(e.InnerException).Message, StringComparison.OrdinalIgnoreCase);
            await cancelling;
        }
        Assert.NotEmpty(Jobs());
        Assert.Empty(Jobs().Intersect(tracker.Call<JvmObject>("getActiveJobIds").Items()));

        async Task UntilItRuns()
        {
            while (!Jobs().Intersect(tracker.Call<JvmObject>("getActiveJobIds").Items()).Any())
                await Task.Delay(50);
        }

        object?[] Jobs() => [.. tracker.Call<JvmObject>("getJobIdsForGroup", $"endless-{within}").Items()];
    }

    [Fact]
    public async Task A_group_is_its_scopes_own()
    {
        var session = await spark.SessionAsync(TestContext.Current.CancellationToken);
        using var context = session.Call<JvmObject>("sparkContext");
        using (SparkJobGroup.Begin(session.Gateway, context, "mine", "my work", CancellationToken.None))
        {
            Assert.Equal("mine", context.Call("getLocalProperty", "spark.jobGroup.id"));
            Assert.Equal("my work", context.Call("getLocalProperty", "spark.job.description"));
            Assert.Equal(10L, session.Call<JvmObject>("range", 10L).Call("count"));
            await Task.Yield();
            Assert.Equal("mine", context.Call("getLocalProperty", "spark.jobGroup.id"));
        }
        Assert.Null(context.Call("getLocalProperty", "spark.jobGroup.id"));
        using var tracker = context.Call<JvmObject>("statusTracker");
        Assert.NotEmpty(tracker.Call<JvmObject>("getJobIdsForGroup", "mine").Items());
    }

    [Fact]
    public async Task What_was_cancelled_before_does_not_begin()
    {
        var session = await spark.SessionAsync(TestContext.Current.CancellationToken);
        using var context = session.Call<JvmObject>("sparkContext");
        Assert.ThrowsAny<OperationCanceledException>(() => SparkJobGroup.Begin(session.Gateway, context, "never", "never", new CancellationToken(canceled: true)));
        Assert.Null(context.Call("getLocalProperty", "spark.jobGroup.id"));
    }
}
