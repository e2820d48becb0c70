using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Engine;

/// <summary>DuckDB in this process: one database in memory that spills to a folder, one connection for the steps of a run.</summary>
public sealed class EmbeddedEngine : IEngine
{
    /// <summary>As <c>--engine</c> names it.</summary>
    public const string EngineName = "embedded";

    private readonly DuckDbDatabase database;
    private int questions;

    /// <param name="io">The store of the tables' files; null for local ones.</param>
    public EmbeddedEngine(EngineOptions options, ManifestCache manifests, IFileIO? io = null)
    {
        database = DuckDbDatabase.OpenInMemory(new DuckDbOptions
        {
            MemoryLimit = options.MemoryLimit,
            TempDirectory = options.TempDirectory,
            Threads = options.Threads,
            Settings = Settings(options),

            // The size of a table behind a list of files is guessed too small, and an ASOF join of few rows would be a loop (100 times slower here).
            SessionSettings = new Dictionary<string, string> { ["TimeZone"] = "UTC", ["asof_loop_join_threshold"] = "0" },
        });
        Connection = database.Connect();
        Sql = new DuckDbSession(Connection);
        BucketFunction.Register(Connection);
        Files = DataFiles.Of(io, options);
        Reader = new TableReader(Connection, manifests, Files);
        Writer = new TableWriter(Connection, Files, database.Connect, options);
    }

    public string Name => EngineName;

    public DuckDbConnection Connection { get; }

    public ISqlSession Sql { get; }

    ITableReader IEngine.Reader => Reader;

    ITableWriter IEngine.Writer => Writer;

    internal DataFiles Files { get; }

    internal TableReader Reader { get; }

    internal TableWriter Writer { get; }

    private static Dictionary<string, string> Settings(EngineOptions options)
    {
        var settings = new Dictionary<string, string> { ["preserve_insertion_order"] = "false", ["autoload_known_extensions"] = "false", ["autoinstall_known_extensions"] = "false" };
        if (options.MemoryLimit is null)
            return settings;

        // The limit does not count what DuckDB has freed and its allocator keeps: 500 MB beside a limit of 600 MB, by measurement (tests/benchmarks).
        settings["allocator_background_threads"] = "true";
        settings["allocator_flush_threshold"] = "16MB";
        settings["allocator_bulk_deallocation_flush_threshold"] = "32MB";
        return settings;
    }

    public Task<string> WidenAsync(string input, IReadOnlyList<LookUp> lookUps, Func<LookUp, string> dimension, CancellationToken cancellationToken) =>
        Task.FromResult(LookUpSql.Widen(input, lookUps, dimension));

    public void Release() => Files.Release();

    /// <summary>A session for one question, which may be asked while others are open. Copies of files stay until the last one is over.</summary>
    internal QuestionSession Ask()
    {
        Interlocked.Increment(ref questions);
        return new QuestionSession(database.Connect(), Reader.Manifests, Files, () =>
        {
            if (Interlocked.Decrement(ref questions) == 0)
                Release();
        });
    }

    public void Dispose()
    {
        Connection.Dispose();
        database.Dispose();
        Files.Dispose();
    }
}
