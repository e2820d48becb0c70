using Paklog.Lakehouse.Configuration;

namespace Paklog.Lakehouse.Tests.Configuration;

public sealed class LakehouseHomeTests : IDisposable
{
    private readonly TemporaryHome current = new("");
    private readonly TemporaryHome named = new("");
    private readonly TemporaryHome application = new("");
    private readonly string nowhere = Directory.CreateTempSubdirectory("nowhere-").FullName;

    [Fact]
    public void The_variable_goes_before_the_current_folder_and_that_before_the_application()
    {
        Assert.Equal(named.Folder, LakehouseHome.Find(null, current.Folder, application.Folder, _ => named.Folder).Folder);
        Assert.Equal(current.Folder, LakehouseHome.Find(null, current.Folder, application.Folder, _ => null).Folder);
        Assert.Equal(application.Folder, LakehouseHome.Find(null, nowhere, application.Folder, _ => "").Folder);
    }

    [Fact]
    public void Conf_goes_before_all_and_is_relative_to_the_current_folder()
    {
        var parent = Path.GetDirectoryName(named.Folder)!;
        var home = LakehouseHome.Find(Path.Combine(Path.GetFileName(named.Folder), "conf") + "/", parent, application.Folder, _ => current.Folder);
        Assert.Equal((named.Folder, named.Conf), (home.Folder, home.ConfFolder));
    }

    [Fact]
    public void Models_stand_beside_conf_and_else_are_those_of_the_other_home()
    {
        Assert.Equal(Path.Combine(current.Folder, "sql"), LakehouseHome.Find(named.Conf, current.Folder, application.Folder, _ => null).ModelsFolder);
        Directory.CreateDirectory(Path.Combine(named.Folder, "sql"));
        Assert.Equal(Path.Combine(named.Folder, "sql"), LakehouseHome.Find(named.Conf, current.Folder, application.Folder, _ => null).ModelsFolder);
    }

    [Fact]
    public void What_is_named_must_be_there()
    {
        Assert.Contains("lakehouse.yaml", Assert.Throws<LakehouseException>(() => LakehouseHome.Find(nowhere, current.Folder, application.Folder, _ => null)).Message, StringComparison.Ordinal);
        Assert.Contains("LAKEHOUSE_HOME", Assert.Throws<LakehouseException>(() => LakehouseHome.Find(null, current.Folder, application.Folder, _ => nowhere)).Message, StringComparison.Ordinal);
        Assert.Contains("--conf", Assert.Throws<LakehouseException>(() => LakehouseHome.Find(null, nowhere, nowhere, _ => null)).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        current.Dispose();
        named.Dispose();
        application.Dispose();
        Directory.Delete(nowhere);
    }
}
