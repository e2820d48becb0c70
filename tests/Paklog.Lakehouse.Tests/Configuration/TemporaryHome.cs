using Paklog.Lakehouse.Configuration;

namespace Paklog.Lakehouse.Tests.Configuration;

/// <summary>A folder with conf/lakehouse.yaml that is removed at the end.</summary>
internal sealed class TemporaryHome : IDisposable
{
    public TemporaryHome(string yaml)
    {
        Folder = Directory.CreateTempSubdirectory("lakehouse-home-").FullName;
        Write("conf/lakehouse.yaml", yaml);
    }

    public string Folder { get; }

    public LakehouseProviders Providers { get; } = new();

    public string Conf => Path.Combine(Folder, "conf");

    public string Write(string path, string text)
    {
        var file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>The configuration, as it is found from the folder itself with these environment variables.</summary>
    public LakehouseConfiguration Load(string? environment = null, string? warehouse = null, params (string Name, string Value)[] variables)
    {
        string? Variable(string name) => variables.FirstOrDefault(variable => variable.Name == name).Value;
        return LakehouseConfiguration.Load(LakehouseHome.Find(null, Folder, Folder, Variable), environment, warehouse, Variable, Providers);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
