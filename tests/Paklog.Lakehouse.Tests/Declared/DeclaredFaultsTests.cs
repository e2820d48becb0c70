using System.Runtime.CompilerServices;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Tests.Configuration;

namespace Paklog.Lakehouse.Tests.Declared;

/// <summary>A fault of a declaration in C# names the file, the line and the member; the other tables are defined.</summary>
public sealed class DeclaredFaultsTests : IDisposable
{
    private readonly TemporaryHome home = new("");

    [Fact]
    public void A_source_names_its_place_and_all_faults()
    {
        var lakehouse = Good().Bronze(Debezium.Table("shop.pages").Key("id").Column("id", "lang").Column("at", "timestamp", c => c.EncodedAs("epoch-years")));
        var line = Line() - 1;

        var fault = Fault(lakehouse);

        Assert.Equal(2, fault.Errors.Count);
        Assert.All(fault.Errors, error => Assert.StartsWith($"DeclaredFaultsTests.cs:{line} Bronze(pages): ", error.ToString(), StringComparison.Ordinal));
        Assert.Contains("'lang'", fault.Message);
        Assert.Contains("'epoch-years' of at is no encoding; known are ", fault.Message);
        Assert.Equal(LakehouseErrorKind.InvalidDeclaration, fault.Kind);
    }

    [Fact]
    public void Others_are_defined_beside_it()
    {
        using var lake = Open(Good().Bronze(Debezium.Table("shop.pages").Key("none").Column("id", "long")));

        Assert.Equal(["visits"], lake.Definition.Contracts.Select(contract => contract.Table));
        Assert.Equal(["silver.pages"], lake.Definition.Refused.SelectMany(refused => refused.Tables));
    }

    [Fact]
    public void A_table_without_columns_says_how_they_are_declared() =>
        Assert.Contains("The table has no columns: declare each by Column(name, type).", Fault(Good().Bronze(Debezium.Table("shop.pages").Key("id"))).Message);

    [Fact]
    public void A_look_up_says_what_it_lacks() =>
        Assert.Contains(
            "DeclaredFaultsTests.cs:", Assert.Throws<DeclarationException>(() => Open(Good().Gold("pages", Sql.Text("select v.id as id from silver.visits v"), m => m.Grain("id").LookUp("silver.visits").By("id"))).Definition).Message);

    [Fact]
    public void A_select_has_the_rules_of_files() =>
        Assert.Contains("Write the columns one by one", Fault(Good().Gold("pages", Sql.Text("select * from silver.visits"), m => m.Describe("A row.").Grain("id"))).Message);

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains("The file of the SELECT cannot be read", Fault(Good().Gold("pages", Sql.File("gold/none.sql"), m => m.Grain("id"))).Message);

    [Fact]
    public void A_model_that_is_declared_twice_names_both() =>
        Assert.Contains("is declared already, in DeclaredFaultsTests.cs:", Fault(Good().Gold("pages", One, Grain).Gold("pages", One, Grain)).Message);

    [Fact]
    public void A_history_has_the_name_of_its_table() =>
        Assert.Contains("The history of visits is called visits_history, not visits_past.", Assert.Throws<DeclarationException>(() => Open(Good().Silver("visits_past", Scd2.Of("visits"))).Contracts).Message);

    [Fact]
    public void A_history_of_no_table_names_those_that_there_are() =>
        Assert.Contains("There is no table pages of a source; there is visits.", Assert.Throws<DeclarationException>(() => Open(Good().Silver("pages_history", Scd2.Of("pages"))).Contracts).Message);

    public void Dispose() => home.Dispose();

    private static Sql One { get; } = Sql.Text("select v.id as id from silver.visits v");

    private static void Grain(ModelDeclaration model) => model.Describe("A row.").Grain("id");

    private static int Line([CallerLineNumber] int line = 0) => line;

    private static LakehouseBuilder Good() => Lakehouse.Define("faults").Bronze(Debezium.Table("shop.visits").Key("id").Column("id", "long").Column("page", "string"));

    private Lakehouse Open(LakehouseBuilder lakehouse) => lakehouse.Open(new LakehouseOptions { Folder = home.Folder, Warehouse = "none" });

    private DeclarationException Fault(LakehouseBuilder lakehouse)
    {
        using var lake = Open(lakehouse);
        Assert.NotNull(lake.Definition.Fault);
        return lake.Definition.Fault;
    }
}
