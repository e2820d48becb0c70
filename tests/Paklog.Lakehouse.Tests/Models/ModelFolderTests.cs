using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Models;

namespace Paklog.Lakehouse.Tests.Models;

public sealed class ModelFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("paklog-models-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_model_stands_behind_the_models_that_it_reads()
    {
        Write("gold/a.sql", "gold.b");
        Write("gold/b.sql", "silver.z");
        Write("silver/z.sql", "silver.source");
        Assert.Equal(["silver.z", "gold.b", "gold.a"], ModelFile.LoadFolder(_folder).Select(model => model.Table.ToString()));
    }

    [Fact]
    public void A_circle_is_a_fault_that_names_its_models()
    {
        Write("gold/a.sql", "gold.b");
        Write("gold/b.sql", "gold.a");
        var error = Assert.Throws<DeclarationException>(() => ModelFile.LoadFolder(_folder));
        Assert.Contains("in a circle: gold.a, gold.b", error.Message);
    }

    [Fact]
    public void Faults_of_all_files_come_together()
    {
        Write("gold/a.sql", "a");
        Write("silver/b.sql", "b");
        var error = Assert.Throws<DeclarationException>(() => ModelFile.LoadFolder(_folder));
        Assert.Equal(["b.sql", "a.sql"], error.Errors.Select(fault => Path.GetFileName(fault.File)));
    }

    private void Write(string path, string input)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"-- A row.\n-- grain: id\nselect x.id as id from {input} x");
    }
}
