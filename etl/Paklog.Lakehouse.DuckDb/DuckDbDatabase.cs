using Paklog.Lakehouse.DuckDb.Interop;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>
/// A database in this process: in memory or in a file. Connections outlive it: the engine closes the file when the database
/// and its last connection are disposed of. Any thread may use it.
/// </summary>
public sealed unsafe class DuckDbDatabase : IDisposable
{
    private readonly DatabaseHandle _handle;
    private readonly string _sessionStatements;
    private bool _disposed;

    private DuckDbDatabase(DatabaseHandle handle, string sessionStatements)
    {
        _handle = handle;
        _sessionStatements = sessionStatements;
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
            foreach (var (name, value) in options.DatabaseSettings())
                Set(config, name, value);
            var state = NativeMethods.Open(NativeText.Terminated(path, "path"), out var database, config, out var error);
            var message = NativeText.Take(error);
            return state == NativeMethods.Success
                ? new DuckDbDatabase(new DatabaseHandle(database), options.SessionStatements())
                : throw DuckDbException.FromMessage($"{message ?? "DuckDB gave no reason."}\nDatabase: {path}", statement: null);
        }
        finally
        {
            NativeMethods.DestroyConfig(ref config);
        }
    }

    /// <exception cref="DuckDbException">A session setting is unknown or its value is refused.</exception>
    /// <exception cref="ObjectDisposedException">The database is disposed of.</exception>
    public DuckDbConnection Connect()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var connection = new DuckDbConnection(ConnectionHandle.Of(_handle));
        if (_sessionStatements.Length == 0)
            return connection;
        try
        {
            connection.Execute(_sessionStatements);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _handle.Dispose();
    }

    private static void Set(nint config, string name, string value)
    {
        var state = NativeMethods.SetConfig(config, NativeText.Terminated(name, "setting's name"), NativeText.Terminated(value, "setting"));
        if (state == NativeMethods.Success)
            return;
        throw new DuckDbException(
            $"DuckDB refuses the setting {name} = '{value}': correct its value, or move it to {nameof(DuckDbOptions.SessionSettings)} if DuckDB keeps it for each connection.",
            DuckDbErrorKind.InvalidConfiguration,
            statement: null);
    }
}
