using Paklog.Lakehouse.DuckDb.Interop;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>
/// A database in this process: in memory or in a file. Connections outlive it: the engine closes the file when the database
/// and its last connection are disposed of. Any thread may use it.
/// </summary>
public sealed unsafe class DuckDbDatabase : IDisposable
{
    private readonly DatabaseHandle _handle;
    private readonly bool _trackProgress;

    private DuckDbDatabase(DatabaseHandle handle, bool trackProgress)
    {
        _handle = handle;
        _trackProgress = trackProgress;
    }

    /// <summary>The version of the loaded library, "v1.5.6" for instance.</summary>
    /// <exception cref="DllNotFoundException">DuckDB's library is not there; the message says what to do.</exception>
    public static string LibraryVersion
    {
        get
        {
            NativeLibraryLocator.Register();
            return NativeText.Read(NativeMethods.LibraryVersion());
        }
    }

    /// <summary>Opens a database of its own in memory.</summary>
    /// <exception cref="DuckDbException">A setting is unknown or its value is refused.</exception>
    /// <exception cref="DllNotFoundException">DuckDB's library is not there; the message says what to do.</exception>
    public static DuckDbDatabase OpenInMemory(DuckDbOptions? options = null) => Open(":memory:", options);

    /// <summary>Opens a database file and makes it when there is none.</summary>
    /// <exception cref="DuckDbException">The file cannot be opened, another process holds it, or a setting is refused.</exception>
    /// <exception cref="DllNotFoundException">DuckDB's library is not there; the message says what to do.</exception>
    public static DuckDbDatabase Open(string path, DuckDbOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new DuckDbOptions();
        NativeLibraryLocator.Register();
        if (NativeMethods.CreateConfig(out var config) != NativeMethods.Success)
            throw new InvalidOperationException("DuckDB could not make its configuration.");
        try
        {
            foreach (var (name, value) in options.AllSettings())
            {
                if (NativeMethods.SetConfig(config, NativeText.Terminated(name, "setting's name"), NativeText.Terminated(value, "setting")) != NativeMethods.Success)
                {
                    throw new DuckDbException(
                        $"DuckDB does not take the setting {name} = '{value}': its value is not valid.", DuckDbErrorKind.InvalidConfiguration, statement: null);
                }
            }

            var state = NativeMethods.Open(NativeText.Terminated(path, "path"), out var database, config, out var error);
            var message = NativeText.Take(error);
            return state == NativeMethods.Success
                ? new DuckDbDatabase(new DatabaseHandle(database), options.TrackProgress)
                : throw DuckDbException.FromMessage($"{message ?? "DuckDB gave no reason."}\nDatabase: {path}", statement: null);
        }
        finally
        {
            NativeMethods.DestroyConfig(ref config);
        }
    }

    /// <exception cref="ObjectDisposedException">The database is disposed of.</exception>
    public DuckDbConnection Connect()
    {
        if (NativeMethods.Connect(_handle, out var connection) != NativeMethods.Success)
            throw new InvalidOperationException("DuckDB could not make a connection.");
        var connected = new DuckDbConnection(new ConnectionHandle(connection));
        if (_trackProgress)
            connected.Execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false");
        return connected;
    }

    public void Dispose() => _handle.Dispose();
}
