using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Paklog.Lakehouse.Testing;

/// <summary>
/// A real Spark with Iceberg in a process of its own (<c>SparkSql.java</c>), local, time zone UTC. Its Iceberg catalog <c>lake</c> lives in the
/// process; tables are registered by their metadata file, and what Spark commits to them is new metadata beside it.
/// </summary>
public sealed class SparkSession : IAsyncDisposable
{
    /// <summary>The name of the Iceberg catalog in SQL.</summary>
    public const string Catalog = "lake";

    // org.apache.spark.launcher.JavaModuleOptions: what bin/spark-submit adds on Java 17.
    private static readonly string[] OpenedPackages =
    [
        "java.base/java.lang", "java.base/java.lang.invoke", "java.base/java.lang.reflect", "java.base/java.io", "java.base/java.net",
        "java.base/java.nio", "java.base/java.util", "java.base/java.util.concurrent", "java.base/java.util.concurrent.atomic",
        "java.base/jdk.internal.ref", "java.base/sun.nio.ch", "java.base/sun.nio.cs", "java.base/sun.security.action",
        "java.base/sun.util.calendar", "java.security.jgss/sun.security.krb5",
    ];

    private readonly Process process;
    private readonly TemporaryFolder folder;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> waiting = new();
    private readonly ConcurrentQueue<string> log = new();
    private readonly SemaphoreSlim writing = new(1);
    private Task replies = Task.CompletedTask;
    private long lastId;

    private SparkSession(Process process, TemporaryFolder folder)
    {
        this.process = process;
        this.folder = folder;
    }

    /// <summary>Starts Spark and waits until it answers (about ten seconds, the first unpacking apart).</summary>
    public static async Task<SparkSession> StartAsync(CancellationToken cancellationToken = default)
    {
        var java = Shared.RequireProgram("java", "openjdk-17-jdk-headless");
        Shared.RequireProgram("javac", "openjdk-17-jdk-headless"); // a JRE alone has no compiler for a single-file program
        var home = await Engines.RunAsync(cancellationToken, "spark-home");
        var folder = new TemporaryFolder();
        var start = new ProcessStartInfo(java)
        {
            WorkingDirectory = folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["SPARK_LOCAL_IP"] = "127.0.0.1";
        string[] arguments =
        [
            "-Xmx1g", "-Dfile.encoding=UTF-8", "-Duser.timezone=UTC", "-Djdk.reflect.useDirectMethodHandle=false", "-Dio.netty.tryReflectionSetAccessible=true",
            .. OpenedPackages.Select(package => $"--add-opens={package}=ALL-UNNAMED"),
            "-cp", Path.Combine(home, "jars", "*"),
            Path.Combine(AppContext.BaseDirectory, "SparkSql.java"), folder.Path,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var session = new SparkSession(Process.Start(start)!, folder);
        try
        {
            var ready = session.Expect(0);
            session.Listen();
            await ready.WaitAsync(TimeSpan.FromMinutes(3), cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one statement and gives its rows, each an object of column names and values (the forms: head of <c>SparkSql.java</c>).</summary>
    /// <exception cref="SparkSqlException">Spark refused it.</exception>
    public async Task<IReadOnlyList<JsonElement>> SqlAsync(string sql, CancellationToken cancellationToken = default) =>
        [.. (await AskAsync("sql", sql, cancellationToken)).EnumerateArray()];

    /// <summary>Makes a table known to the catalog <c>lake</c>, in place of one of that name, and its namespace if there is none.</summary>
    /// <param name="table"><c>namespace.name</c>; in SQL it is <c>lake.namespace.name</c>.</param>
    /// <param name="metadataLocation">Its metadata file, <c>file:///...metadata.json</c>.</param>
    /// <param name="cancellationToken">Ends the wait, not the statement.</param>
    public async Task RegisterAsync(string table, string metadataLocation, CancellationToken cancellationToken = default)
    {
        var dot = table.LastIndexOf('.');
        await SqlAsync($"CREATE NAMESPACE IF NOT EXISTS {Catalog}.{table[..dot]}", cancellationToken);
        await SqlAsync($"DROP TABLE IF EXISTS {Catalog}.{table}", cancellationToken);
        await SqlAsync($"CALL {Catalog}.system.register_table(table => '{table}', metadata_file => '{metadataLocation.Replace("'", "\\'")}')", cancellationToken);
    }

    /// <summary>Where the table's newest metadata is, to read in C# what Spark has made of it. Hadoop writes <c>file:/x</c> for <c>file:///x</c>.</summary>
    public async Task<string> MetadataLocationAsync(string table, CancellationToken cancellationToken = default) =>
        (await AskAsync("metadataLocation", $"{Catalog}.{table}", cancellationToken)).GetString()!;

    public async ValueTask DisposeAsync()
    {
        try
        {
            process.StandardInput.Close(); // the end of its input ends it
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await process.WaitForExitAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
        await replies;
        process.Dispose();
        writing.Dispose();
        folder.Dispose();
    }

    private async Task<JsonElement> AskAsync(string verb, string text, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref lastId);
        var reply = Expect(id);
        var line = JsonSerializer.Serialize(new Dictionary<string, object> { ["id"] = id, [verb] = text });
        await writing.WaitAsync(cancellationToken);
        try
        {
            await process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
            await process.StandardInput.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            await replies; // its end of the pipe is gone: it has ended
            FailAll();
        }
        finally
        {
            writing.Release();
        }
        return await reply.WaitAsync(cancellationToken);
    }

    private Task<JsonElement> Expect(long id)
    {
        var reply = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[id] = reply;
        return reply.Task;
    }

    private void Listen()
    {
        process.ErrorDataReceived += (sender, line) =>
        {
            log.Enqueue(line.Data ?? "");
            if (log.Count > 30)
                log.TryDequeue(out _);
        };
        process.BeginErrorReadLine();
        replies = ReadRepliesAsync();
    }

    private async Task ReadRepliesAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (!waiting.TryRemove(root.GetProperty("id").GetInt64(), out var reply))
                continue;
            if (root.TryGetProperty("error", out var error))
                reply.SetException(new SparkSqlException(error.GetString()!));
            else
                reply.SetResult(root.GetProperty("result").Clone());
        }
        await process.WaitForExitAsync();
        FailAll();
    }

    private void FailAll()
    {
        foreach (var id in waiting.Keys)
        {
            if (waiting.TryRemove(id, out var reply))
                reply.SetException(new SparkSqlException("Spark's process has ended. Its last words:\n" + string.Join('\n', log)));
        }
    }
}
