using Paklog.Lakehouse.Iceberg.Providers;
using Sample.Providers;

namespace Paklog.Lakehouse.Tests.Configuration;

public sealed class ProviderSectionsTests
{
    [Fact]
    public void Settings_go_to_the_provider_that_is_named_with_variables_filled_in()
    {
        using var home = Home("warehouse: S3://bucket/lake/\ncatalog: { type: elsewhere, folder: \"${env:FOLDER}\", retries: 3 }\nstorage: { endpoint: http://localhost:1, depth: 7 }\n");
        var configuration = home.Load(null, null, ("FOLDER", "/c"));
        Assert.Equal("elsewhere", configuration.Catalog.Provider.Type);
        Assert.Equal(new Dictionary<string, string> { ["folder"] = "/c", ["retries"] = "3" }, configuration.Catalog.Settings);
        Assert.Equal(("s3://bucket/lake", "s3://bucket/lake"), (configuration.Warehouse, configuration.WarehouseName));
        Assert.Equal("s3", configuration.Storage.Provider.Scheme);
        Assert.Equal(new Dictionary<string, string> { ["endpoint"] = "http://localhost:1" }, configuration.Storage.Settings);
    }

    [Fact]
    public void A_warehouse_of_the_command_line_leaves_the_section_of_another_store_alone()
    {
        using var home = Home("warehouse: s3://bucket/lake\nstorage: { endpoint: http://localhost:1 }\n");
        var configuration = home.Load(null, "/somewhere");
        Assert.Equal(("file:///somewhere", "file"), (configuration.Warehouse, configuration.Storage.Provider.Scheme));
        Assert.Empty(configuration.Storage.Settings);
        var error = Assert.Throws<LakehouseException>(() => home.Load(null, "gs://bucket"));
        Assert.Equal("The warehouse is 'gs://bucket', and there is no store for 'gs://' here; there is file, hd, s3.", error.Message);
        Assert.Contains("needs 'depth'", Assert.Throws<LakehouseException>(() => home.Load(null, "hd://x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_section_that_is_not_there_lacks_is_told_too()
    {
        using var home = Home("warehouse: hd://x\n");
        Assert.Equal("The store of 'hd://' needs 'depth'.", Assert.Throws<LakehouseException>(() => home.Load()).Message);
    }

    [Theory]
    [InlineData("catalog:\n  type: elsewhere\n", ":2: A catalog of type elsewhere needs 'folder'.")]
    [InlineData("catalog: { type: elsewhere, folder: a, fodler: b }\n", ":1: A catalog of type elsewhere has no key 'fodler'; known keys are type, folder, uri, retries, readOnly.")]
    [InlineData("catalog: { type: elsewhere, folder: a, uri: localhost:19120 }\n", ":1: 'uri' must be an http or https URI, not 'localhost:19120'.")]
    [InlineData("catalog: { type: elsewhere, folder: a, retries: many }\n", ":1: 'retries' must be a whole number, not 'many'.")]
    [InlineData("catalog: { type: elsewhere, folder: a, readOnly: yes }\n", ":1: 'readOnly' must be true or false, not 'yes'.")]
    [InlineData("catalog: { type: nowhere }\n", ":1: There is no catalog of type 'nowhere' here; there is elsewhere, embedded.")]
    [InlineData("catalog: elsewhere\n", ":1: 'catalog' must be a mapping; known keys are type.")]
    [InlineData("storage:\n  bucket: b\n", ":2: 'storage' has no key 'bucket'; known keys are depth, endpoint.")]
    [InlineData("warehouse: gs://bucket\n", ":1: The warehouse is 'gs://bucket', and there is no store for 'gs://' here; there is file, hd, s3.")]
    public void Faults_are_named_with_file_and_line(string yaml, string expected)
    {
        using var home = Home(yaml);
        Assert.Equal(Path.Combine(home.Conf, "lakehouse.yaml") + expected, Assert.Throws<LakehouseException>(() => home.Load()).Message);
    }

    private static TemporaryHome Home(string yaml)
    {
        var home = new TemporaryHome(yaml);
        home.Providers.Add(new ElsewhereCatalog());
        home.Providers.Add(new OtherStore("s3", new ProviderSetting("endpoint", ProviderSettingKind.Uri)));
        home.Providers.Add(new OtherStore("hd", new ProviderSetting("depth", ProviderSettingKind.Number, IsRequired: true)));
        return home;
    }
}
