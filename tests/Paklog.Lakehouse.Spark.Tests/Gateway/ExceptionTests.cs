using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Tests.Gateway;

public class ExceptionTests(SparkDriverFixture spark)
{
    [Fact]
    public async Task An_exception_has_Javas_class_message_stack_and_causes()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        using var inner = gateway.New("java.io.IOException", "disk\nfull \\ 漢");
        using var middle = gateway.New("java.lang.IllegalStateException", null, inner);
        using var outer = gateway.New("java.lang.RuntimeException", "outer", middle);
        using var future = gateway.New("java.util.concurrent.CompletableFuture");
        future.Call("completeExceptionally", outer);
        var e = Assert.Throws<JvmException>(() => future.Call("get"));
        Assert.Equal(
            ["java.util.concurrent.ExecutionException", "java.lang.RuntimeException", "java.lang.IllegalStateException", "java.io.IOException"],
            e.Chain.Select(link => link.JavaClass));
        Assert.Equal(["java.lang.RuntimeException: outer", "outer", null, "disk\nfull \\ 漢"], e.Chain.Select(link => link.JavaMessage));
        Assert.Same(e.InnerException, e.Cause);
        Assert.Equal("java.util.concurrent.ExecutionException: java.lang.RuntimeException: outer", e.Message);
        Assert.Contains("at java.base/java.util.concurrent.CompletableFuture.get(", e.JavaStack, StringComparison.Ordinal);
        Assert.Contains("Caused by: java.io.IOException: disk\nfull \\ 漢", e.JavaStack, StringComparison.Ordinal);
        Assert.True(e.Chain.Last().Throwable!.Call<JvmObject>("getClass").Call<bool>("isInstance", inner));
    }

    [Fact]
    public async Task A_chain_of_causes_that_bites_its_tail_ends()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        using var first = gateway.New("java.lang.RuntimeException", "first");
        using var second = gateway.New("java.lang.RuntimeException", "second", first);
        first.Call<JvmObject>("initCause", second).Dispose();
        using var future = gateway.New("java.util.concurrent.CompletableFuture");
        future.Call("completeExceptionally", first);
        Assert.Equal("first", Assert.Throws<JvmException>(() => future.Call("get")).Cause!.JavaMessage);
    }

    [Fact]
    public async Task What_the_gateway_itself_refuses_is_said_in_its_words()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        var noMethod = Assert.Throws<JvmException>(() => gateway.CallStatic("java.lang.Math", "abs", "text"));
        Assert.Equal("py4j.Py4JException: Method abs([class java.lang.String]) does not exist", noMethod.Message);
        Assert.Contains("\tat py4j.", noMethod.JavaStack, StringComparison.Ordinal);
        Assert.Null(noMethod.Throwable);
        Assert.Contains("no.such.Class", Assert.Throws<JvmException>(() => gateway.New("no.such.Class")).Message, StringComparison.Ordinal);
        Assert.Contains("no.such.Class", Assert.Throws<JvmException>(() => gateway.GetClass("no.such.Class")).Message, StringComparison.Ordinal);
        Assert.Equal(4, gateway.CallStatic("java.lang.Math", "abs", -4));
    }

    [Fact]
    public async Task An_error_of_Java_is_an_exception_too()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        using var future = gateway.New("java.util.concurrent.CompletableFuture");
        using var error = gateway.New("java.lang.OutOfMemoryError", "Java heap space");
        future.Call("completeExceptionally", error);
        Assert.Equal("java.lang.OutOfMemoryError: Java heap space", Assert.Throws<JvmException>(() => future.Call("get")).Cause!.Message);
    }

    [Fact]
    public async Task What_Spark_says_of_a_wrong_statement_can_be_asked_for()
    {
        var session = await spark.SessionAsync(TestContext.Current.CancellationToken);
        var e = Assert.Throws<JvmException>(() => session.Call("sql", "select nothing_like_it\nfrom range(3)"));
        Assert.Contains("AnalysisException", e.JavaClass, StringComparison.Ordinal);
        Assert.Equal("UNRESOLVED_COLUMN.WITH_SUGGESTION", e.Throwable!.Call("getCondition"));
        Assert.Equal("42703", e.Throwable!.Call("getSqlState"));
    }

    [Fact]
    public async Task A_real_gateway_refuses_a_wrong_secret()
    {
        var gateway = await spark.GatewayAsync(TestContext.Current.CancellationToken);
        var server = gateway.Adopt("GATEWAY_SERVER", JvmKind.Object); // the gateway's own name for itself
        GC.SuppressFinalize(server.Reference); // which must stay in its map
        var port = server.Call<int>("getListeningPort");
        Assert.Equal(
            $"The gateway of the JVM at 127.0.0.1:{port} refused the secret: it is another process's, or of an earlier start.",
            Assert.Throws<GatewayException>(() => JvmGateway.Connect("127.0.0.1", port, "wrong")).Message);
    }
}
