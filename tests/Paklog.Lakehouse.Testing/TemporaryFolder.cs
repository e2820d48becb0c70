namespace Paklog.Lakehouse.Testing;

/// <summary>A new folder under the system's temporary folder, removed with all in it on disposal.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("paklog-").FullName;

    /// <summary>The folder as a location of Iceberg: <c>file:///...</c> without a slash at the end.</summary>
    public string Location => "file://" + Path;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that is still ending may write while we delete; the folder is temporary anyway.
        }
    }
}
