namespace Paklog.Lakehouse;

/// <summary>The SELECT of a model. sql/README.md says what it may be.</summary>
public sealed record Sql
{
    private Sql(string? path, string? select) => (Path, Select) = (path, select);

    internal string? Path { get; }

    internal string? Select { get; }

    /// <summary>A file with one SELECT; its header counts as ever.</summary>
    /// <param name="path">Relative to the lakehouse's folder of models, else to its home.</param>
    public static Sql File(string path) => new(path, null);

    /// <summary>A SELECT.</summary>
    public static Sql Text(string select) => new(null, select);
}
