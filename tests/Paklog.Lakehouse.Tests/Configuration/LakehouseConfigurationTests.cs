using Paklog.Lakehouse.Declarations;

namespace Paklog.Lakehouse.Tests.Configuration;

public sealed class LakehouseConfigurationTests
{
    [Fact]
    public void An_empty_file_means_the_defaults()
    {
        using var home = new TemporaryHome("# nothing\n");
        var configuration = home.Load();
        Assert.Equal(("file://" + Path.Combine(home.Folder, "warehouse"), Path.Combine(home.Folder, "warehouse")), (configuration.Warehouse, configuration.WarehouseName));
        Assert.Equal(("embedded", "file"), (configuration.Catalog.Provider.Type, configuration.Storage.Provider.Scheme));
        Assert.Equal(("UTC", "main"), (configuration.TimeZone.Id, configuration.Branch));
        Assert.Equal(("debezium_signal", "__debezium-heartbeat."), (configuration.SignalTable, configuration.HeartbeatPrefix));
        Assert.Equal((null, null, null), (configuration.Engine.MemoryLimit, configuration.Engine.Threads, configuration.Engine.TempDirectory));
        Assert.Empty(configuration.Epochs);
        Assert.Equal(Path.Combine(home.Conf, "contracts"), configuration.ContractsFolder);
        Assert.Equal(Path.Combine(home.Folder, "sql"), configuration.ModelsFolder);
    }

    [Fact]
    public void Every_key_is_read_and_paths_begin_at_the_home()
    {
        using var home = new TemporaryHome("""
            warehouse: data/tables/
            timeZone: Asia/Ho_Chi_Minh
            branch: dev
            engine: { memory: 800MB, threads: 2, temp: spill, cache: copies, cacheSize: 1.5GiB }
            runs: { keepFailed: 36h }
            signalTable: signals
            heartbeatPrefix: beat.
            contracts: /somewhere/contracts
            models: ../models
            epochs:
              - { source: ecom, number: 1, from: 2026-01-31T09:30:00+07:00 }
              - { source: pay, number: 2, serverId: 4242, gtidDomain: 1 }
            """);
        var configuration = home.Load();
        Assert.Equal(Path.Combine(home.Folder, "data", "tables"), configuration.WarehouseName);
        Assert.Equal(TimeSpan.FromHours(36), configuration.KeepFailed);
        Assert.Equal(TimeSpan.FromHours(7), configuration.TimeZone.BaseUtcOffset);
        Assert.Equal(("dev", "signals", "beat."), (configuration.Branch, configuration.SignalTable, configuration.HeartbeatPrefix));
        Assert.Equal(("800MB", 2, Path.Combine(home.Folder, "spill")), (configuration.Engine.MemoryLimit, configuration.Engine.Threads, configuration.Engine.TempDirectory));
        Assert.Equal((Path.Combine(home.Folder, "copies"), 1_610_612_736L), (configuration.Engine.CacheFolder, configuration.Engine.CacheBytes));
        Assert.Equal("/somewhere/contracts", configuration.ContractsFolder);
        Assert.Equal(Path.Combine(Path.GetDirectoryName(home.Folder)!, "models"), configuration.ModelsFolder);
        Assert.Equal(
            [new Epoch("ecom", 1, null, null, new DateTimeOffset(2026, 1, 31, 2, 30, 0, TimeSpan.Zero)), new Epoch("pay", 2, 4242, 1, null)],
            configuration.Epochs);
    }

    [Fact]
    public void An_environment_is_laid_over_member_by_member_and_null_takes_away()
    {
        using var home = new TemporaryHome("warehouse: a\nbranch: dev\nengine: { memory: 1GB, threads: 2 }\n");
        home.Write("conf/environments/large.yaml", "branch:\nengine: { memory: 64GB }\n");
        var configuration = home.Load("large");
        Assert.Equal(Path.Combine(home.Folder, "a"), configuration.WarehouseName);
        Assert.Equal(("main", "64GB", 2), (configuration.Branch, configuration.Engine.MemoryLimit, configuration.Engine.Threads));
    }

    [Fact]
    public void An_unknown_environment_is_told_with_those_that_there_are()
    {
        using var home = new TemporaryHome("");
        home.Write("conf/environments/test.yaml", "");
        home.Write("conf/other.yaml", "");
        var error = Assert.Throws<LakehouseException>(() => home.Load("tset"));
        Assert.Contains("'tset'", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("there are test.", error.Message, StringComparison.Ordinal);
        Assert.Throws<LakehouseException>(() => home.Load("../other"));
    }

    [Fact]
    public void Environment_variables_fill_texts()
    {
        using var home = new TemporaryHome("warehouse: ${env:ROOT}/${env:NAME}\nbranch: ${env:EMPTY}\n");
        var configuration = home.Load(null, null, ("ROOT", "/data"), ("NAME", "lake"), ("EMPTY", ""));
        Assert.Equal(("/data/lake", "main"), (configuration.WarehouseName, configuration.Branch));
    }

    [Fact]
    public void A_missing_variable_is_an_error_only_where_it_is_used()
    {
        using var home = new TemporaryHome("branch: main\nwarehouse: ${env:LAKE}\n");
        var error = Assert.Throws<LakehouseException>(() => home.Load());
        Assert.Equal($"{Path.Combine(home.Conf, "lakehouse.yaml")}:2: 'warehouse' needs the environment variable LAKE, which is not set.", error.Message);
        Assert.Equal("/given", home.Load(null, "/given").WarehouseName);
        home.Write("conf/environments/local.yaml", "warehouse: here\n");
        Assert.Equal(Path.Combine(home.Folder, "here"), home.Load("local").WarehouseName);
    }

    [Theory]
    [InlineData("warehouse: a\nwharehouse: b\n", ":2: The configuration has no key 'wharehouse'; known keys are warehouse, ")]
    [InlineData("engine:\n  memory: 1GB\n  cpus: 4\n", ":3: 'engine' has no key 'cpus'; known keys are memory, threads, temp, cache, cacheSize.")]
    [InlineData("engine: { cacheSize: plenty }\n", ":1: 'cacheSize' must be a size as 800MB or 4GB, not 'plenty'.")]
    [InlineData("engine: fast\n", ":1: 'engine' must be a mapping")]
    [InlineData("engine: { memory: lots }\n", ":1: 'memory' must be a size")]
    [InlineData("engine: { threads: 0 }\n", ":1: 'threads' must be a whole number from 1 on, not '0'.")]
    [InlineData("runs: { keepFailed: 1h }\n", ":1: 'keepFailed' must be an age of a day or more, as 7d or 36h, not '1h'.")]
    [InlineData("runs: { keepFailed: week }\n", ":1: 'keepFailed' must be an age of a day or more")]
    [InlineData("branch: [a]\n", ":1: 'branch' must be a text.")]
    [InlineData("timeZone: Mars/Olympus\n", ":1: 'Mars/Olympus' is no time zone")]
    [InlineData("branch: a\nwarehouse: s3://bucket/lake\n", ":2: The warehouse is 's3://bucket/lake', and there is no store for 's3://' here; there is file.")]
    [InlineData("catalog: { type: nessie, uri: http://localhost }\n", ":1: There is no catalog of type 'nessie' here; there is embedded.")]
    [InlineData("catalog:\n  uri: http://localhost\n", ":2: A catalog of type embedded has no key 'uri'; known keys are type.")]
    [InlineData("storage: { region: x }\n", ":1: 'storage' has no key 'region'; it has none.")]
    [InlineData("contracts: s3://bucket/contracts\n", "only a local folder will do")]
    [InlineData("warehouse: ${HOME}/lake\n", "holds ${HOME}; only ${env:NAME} is known.")]
    [InlineData("epochs:\n  - { source: ecom, number: 1 }\n", ":2: An epoch needs what tells its events")]
    [InlineData("epochs:\n  - { number: 1, serverId: 3 }\n", ":2: An epoch needs a source")]
    [InlineData("epochs:\n  - { source: ecom, number: 1, from: 2026-01-31 }\n", ":2: 'from' must be an instant with its zone")]
    [InlineData("epochs: yes\n", ":1: 'epochs' must be a list")]
    [InlineData("- a\n", ":1: A configuration is one YAML mapping")]
    [InlineData("a: b: c\n", ":1: This is not valid YAML")]
    [InlineData("epochs: [\n", "This is not valid YAML")]
    [InlineData("branch: a\nbranch: b\n", "This is not valid YAML")]
    public void Faults_are_named_with_file_and_line(string yaml, string expected)
    {
        using var home = new TemporaryHome(yaml);
        var error = Assert.Throws<LakehouseException>(() => home.Load());
        Assert.StartsWith(Path.Combine(home.Conf, "lakehouse.yaml") + ":", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_both_files_are_told_at_once()
    {
        using var home = new TemporaryHome("first: 1\n");
        var environment = home.Write("conf/environments/e.yaml", "branch: main\nsecond: 2\n");
        var error = Assert.Throws<LakehouseException>(() => home.Load("e"));
        Assert.Contains("lakehouse.yaml:1: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(environment + ":2: ", error.Message, StringComparison.Ordinal);
    }
}
