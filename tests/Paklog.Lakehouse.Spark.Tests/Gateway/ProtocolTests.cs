using System.Net;
using System.Net.Sockets;
using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.Spark.Tests.Gateway;

/// <summary>The protocol byte by byte, and the failures that a real gateway does not have on demand.</summary>
public class ProtocolTests
{
    [Fact]
    public void Commands_are_what_Py4J_reads()
    {
        using var server = new ScriptedGateway([ScriptedGateway.Accepted, "!yro0\n", "!yi7\n", "!yv\n", "!yv\n", "!yi3\n"]);
        using var gateway = JvmGateway.Connect("127.0.0.1", server.Port, "se\\cret");
        var made = gateway.New("a.B", true, 1, 2L, 1.5, 2.50m, "x\\y\nz\r", (byte[])[1, 2, 255], null);
        Assert.Equal(7, made.Call("m", made));
        made.SetField("f", double.NaN);
        made.Dispose();
        Assert.Equal(3, gateway.GetStaticField("a.B", "C"));
        Assert.Equal(
            [
                @"A se\\cret",
                @"i a.B btrue i1 L2 d1.5 D2.50 sx\\y\nz\r jAQL/ n",
                "c o0 m ro0",
                "f s o0 f dNaN",
                "m d o0",
                "r m a.B C",
            ],
            server.Commands);
    }

    [Theory]
    [InlineData("!yn\n", null)]
    [InlineData("!yv\n", null)]
    [InlineData("!ybtrue\n", true)]
    [InlineData("!ybfalse\n", false)]
    [InlineData("!yi-5\n", -5)]
    [InlineData("!yi5000000000\n", 5000000000L)]
    [InlineData("!yL5\n", 5L)]
    [InlineData("!yd1.0E10\n", 1e10)]
    [InlineData("!yd-Infinity\n", double.NegativeInfinity)]
    [InlineData("!ydNaN\n", double.NaN)]
    [InlineData("!ys\n", "")]
    [InlineData("!ysa\\nb\\rc\\\\n\n", "a\nb\rc\\n")]
    [InlineData("!ys\\\\\\\\\n", "\\\\")]
    public void Replies_are_read_by_their_letter(string reply, object? expected)
    {
        using var server = new ScriptedGateway([ScriptedGateway.Accepted, reply]);
        using var gateway = JvmGateway.Connect("127.0.0.1", server.Port, "secret");
        Assert.Equal(expected, gateway.CallStatic("a.B", "m"));
    }

    [Theory]
    [InlineData("", "instead of a reply")]
    [InlineData("!", "in the middle of a reply, after 1 bytes")]
    [InlineData("!ysabc", "in the middle of a reply, after 6 bytes")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "does not speak Py4J: it sent `HTTP/1.1 400 Bad Request")]
    [InlineData("garbage without a line end", "does not speak Py4J")]
    [InlineData("\n", "does not speak Py4J")]
    [InlineData("!y\n", "does not speak Py4J")]
    [InlineData("!q7\n", "does not speak Py4J")]
    [InlineData("!yQ7\n", "does not speak Py4J")]
    [InlineData("!yiseven\n", "does not speak Py4J")]
    [InlineData("!ybmaybe\n", "does not speak Py4J")]
    [InlineData("!yL99999999999999999999\n", "does not speak Py4J")]
    [InlineData("!yr\n", "does not speak Py4J")]
    [InlineData("!yj***\n", "does not speak Py4J")]
    [InlineData("!ys\\\n", "does not speak Py4J")]
    public void A_broken_reply_is_one_clear_error_and_the_next_call_has_a_new_connection(string reply, string says)
    {
        using var server = new ScriptedGateway([ScriptedGateway.Accepted, reply], [ScriptedGateway.Accepted, "!yi1\n"]);
        using var gateway = JvmGateway.Connect("127.0.0.1", server.Port, "secret");
        Assert.Contains(says, Assert.Throws<GatewayException>(() => gateway.CallStatic("a.B", "m")).Message, StringComparison.Ordinal);
        Assert.Equal(1, gateway.CallStatic("a.B", "m"));
    }

    [Theory]
    [InlineData("!xsAuthentication error: bad auth token received.\n", "refused the secret")]
    [InlineData("", "instead of a reply")]
    [InlineData("SSH-2.0-OpenSSH_9\r\n", "does not speak Py4J")]
    public void A_wrong_secret_or_another_server_is_said_at_once(string answer, string says)
    {
        using var server = new ScriptedGateway([answer]);
        Assert.Contains(says, Assert.Throws<GatewayException>(() => JvmGateway.Connect("127.0.0.1", server.Port, "wrong")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_there_is_said_with_the_address()
    {
        var port = LocalPort.Free();
        Assert.Contains($"Nothing answers at 127.0.0.1:{port}", Assert.Throws<GatewayException>(() => JvmGateway.Connect("127.0.0.1", port, "secret")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_never_answers_the_secret_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        var e = Assert.Throws<GatewayException>(() => JvmGateway.Connect("127.0.0.1", port, "secret", TimeSpan.FromMilliseconds(200)));
        Assert.Contains("did not answer within 0.2 s", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_that_ends_the_connection_is_Javas_and_the_next_call_has_a_new_one()
    {
        using var server = new ScriptedGateway([ScriptedGateway.Accepted, "!zsjava.lang.IllegalStateException: no\\n\tat a.B.m(B.java:1)\\n\n"], [ScriptedGateway.Accepted, "!yi1\n"]);
        using var gateway = JvmGateway.Connect("127.0.0.1", server.Port, "secret");
        var e = Assert.Throws<JvmException>(() => gateway.CallStatic("a.B", "m"));
        Assert.Equal(("java.lang.IllegalStateException", "no"), (e.JavaClass, e.JavaMessage));
        Assert.Equal(1, gateway.CallStatic("a.B", "m"));
    }

    [Fact]
    public void A_failure_without_a_word_names_the_command()
    {
        using var server = new ScriptedGateway([ScriptedGateway.Accepted, "!x\n"]);
        using var gateway = JvmGateway.Connect("127.0.0.1", server.Port, "secret");
        Assert.Contains("c z:a.B m", Assert.Throws<JvmException>(() => gateway.CallStatic("a.B", "m")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_that_trickles_in_is_waited_for()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var server = Task.Run(
            async () =>
            {
                using var client = await listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var drain = new byte[1024];
                _ = await stream.ReadAsync(drain);
                await stream.WriteAsync("!yv\n"u8.ToArray());
                _ = await stream.ReadAsync(drain);
                foreach (var part in "!ys漢\\\\\\n!\n"u8.ToArray())
                {
                    await stream.WriteAsync(new[] { part });
                    await Task.Delay(20);
                }
            },
            TestContext.Current.CancellationToken);
        using var gateway = JvmGateway.Connect("127.0.0.1", port, "secret");
        Assert.Equal("漢\\\n!", gateway.CallStatic("a.B", "m"));
        await server;
    }

    [Fact]
    public async Task Disposing_the_gateway_ends_a_call_that_waits()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var gateway = Task.Run(() => JvmGateway.Connect("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, "secret"), TestContext.Current.CancellationToken);
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync("!yv\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var connected = await gateway;
        var waiting = Task.Factory.StartNew(() => connected.CallStatic("a.B", "m"), TaskCreationOptions.LongRunning);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        connected.Dispose();
        connected.Dispose();
        await Assert.ThrowsAsync<GatewayException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Throws<ObjectDisposedException>(() => connected.CallStatic("a.B", "m"));
    }
}
