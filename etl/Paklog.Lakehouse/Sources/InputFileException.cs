namespace Paklog.Lakehouse.Sources;

/// <summary>An input file cannot be read, or is another one than when it was looked at: it is not landed, and the others are.</summary>
public sealed class InputFileException(string path, string message, Exception? inner = null) : LakehouseException(message, inner)
{
    public string Path { get; } = path;

    public static InputFileException Unreadable(string path, Exception error) => new(path, $"The file '{path}' cannot be read: {error.Message}", error);
}
