namespace Paklog.Lakehouse.Tests.Cli;

public sealed class ContractCommandsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lakehouse-contracts-").FullName;

    [Fact]
    public async Task Drafts_are_written_once_and_are_valid()
    {
        var drafts = await CommandRun.InAsync(folder, ["contract", "infer", "--input", LandedWarehouse.Recording, "--out", "conf/contracts", "--json"]);
        Assert.Equal((0, 10), (drafts.Code, drafts.Lines.Count));
        var customers = drafts.Lines.Single(draft => draft.GetProperty("source").GetString() == "ecommerce.customers");
        Assert.Equal(Path.Combine(folder, "conf", "contracts", "ecommerce.customers.yaml"), customers.GetProperty("file").GetString());
        await File.WriteAllTextAsync(Path.Combine(folder, "conf", "lakehouse.yaml"), "", TestContext.Current.CancellationToken);
        var check = await CommandRun.InAsync(folder, ["contract", "check", "--conf", "conf", "--input", LandedWarehouse.Recording, "--json"]);
        Assert.Equal(("", 0), (check.Error, check.Code));
        Assert.Equal("""{"contracts":10,"faults":[],"findings":[]}""", check.Object.GetRawText());

        await File.WriteAllTextAsync(Path.Combine(folder, "conf", "contracts", "ecommerce.customers.yaml"), "mine", TestContext.Current.CancellationToken);
        var again = await CommandRun.InAsync(folder, ["contract", "infer", "--input", LandedWarehouse.Recording, "--out", "conf/contracts"]);
        Assert.Contains("ecommerce.customers.yaml is there already and was left alone", again.Output, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(folder, "conf", "contracts", "ecommerce.customers.yaml"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_repository_s_contracts_fit_the_recording()
    {
        var check = await CommandRun.OfAsync("contract", "check", "--input", LandedWarehouse.Recording);
        Assert.Equal(("", 0), (check.Error, check.Code));
        Assert.Contains("10 valid contracts in ", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_of_a_contract_is_told_with_file_and_line()
    {
        Directory.CreateDirectory(Path.Combine(folder, "conf", "contracts"));
        await File.WriteAllTextAsync(Path.Combine(folder, "conf", "lakehouse.yaml"), "", TestContext.Current.CancellationToken);
        var file = Path.Combine(folder, "conf", "contracts", "a.b.yaml");
        await File.WriteAllTextAsync(file, "source: a.b\ntable: b\nkey: [id]\ncolumns:\n  - { name: id, type: nonsense }\n  - { name: other, type: string, encoding: nonsense }\n", TestContext.Current.CancellationToken);
        var check = await CommandRun.InAsync(folder, ["contract", "check", "--conf", "conf"]);
        Assert.Equal(1, check.Code);
        Assert.StartsWith("0 valid contracts in ", check.Output, StringComparison.Ordinal);
        Assert.Contains($"{file}:5: ", check.Error, StringComparison.Ordinal);
        Assert.Contains($"{file}:6: ", check.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
