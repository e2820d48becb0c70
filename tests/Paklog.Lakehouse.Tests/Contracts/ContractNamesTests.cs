using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Contracts.Inference;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.Tests.Contracts;

/// <summary>Which names a contract may have, and what is said of those that no table can have.</summary>
public sealed class ContractNamesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("contract-names-").FullName;

    public static TheoryData<string> Names { get; } = [.. OtherNames.Odd.Concat(OtherNames.Ours)];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_that_a_database_allows_survives_the_draft(string name)
    {
        var contract = new Contract
        {
            Source = new SourceName("a.b", name).ToString(),
            Table = "t",
            Key = [name],
            Columns = [new ContractColumn(name, IcebergType.String) { Required = true, RenamedFrom = [name + "!"], Default = name }],
            Dropped = [name + "?"],
        };
        var draft = new ContractDraft(contract, "a test", new Dictionary<string, string>());
        var parsed = ContractFile.Parse(draft.ToYaml(), "t.yaml");

        Assert.Equal(contract.DefinitionText, parsed.DefinitionText);
        Assert.Equal(contract.Dropped, parsed.Dropped);
        Assert.Equal(Path.GetFileName(draft.FileName), draft.FileName);
        File.WriteAllText(Path.Combine(folder, draft.FileName), draft.ToYaml());
    }

    [Theory]
    [InlineData("khu_vực", "list<string>")]
    [InlineData("giá & thuế", "list<string>")]
    public void A_draft_says_names_and_types_as_they_are(string name, string type)
    {
        var contract = new Contract { Source = "a.b", Table = "b", Key = ["id"], Columns = [new ContractColumn("id", IcebergType.Long), new ContractColumn(name, ListType.Of(IcebergType.String))] };
        Assert.Contains($"{{ name: \"{name}\", type: \"{type}\" }}", new ContractDraft(contract, "a test", new Dictionary<string, string>()).ToYaml(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name", "Name", 6)]
    [InlineData("ưu_tiên", "ƯU_TIÊN", 6)]
    [InlineData("is", "ıs", 6)]
    public void Columns_that_differ_by_case_only_are_refused_with_the_way_out(string first, string second, int line)
    {
        var error = Assert.Single(Faults($"source: a.b\ntable: b\nkey: [{first}]\ncolumns:\n  - {{ name: {first}, type: string }}\n  - {{ name: {second}, type: string }}\n"));
        Assert.Equal(("b.yaml", line), (error.File, error.Line));
        Assert.Contains($"The columns {first} and {second} differ by case only", error.Message, StringComparison.Ordinal);
        Assert.Contains($"renamedFrom: [{second}]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_whose_source_names_differ_by_case_only_are_accepted()
    {
        const string yaml = "source: a.b\ntable: b\nkey: [ID]\ncolumns:\n  - { name: ID, type: string, renamedFrom: [id] }\n  - { name: lower, type: string, renamedFrom: [name] }\n  - { name: title, type: string, renamedFrom: [Name] }\n";
        Assert.Empty(Faults(yaml));
    }

    public static TheoryData<string> OfHistory { get; } = [.. HistoryRule.VersionColumns, "Valid_From", "VERSION"];

    [Theory]
    [MemberData(nameof(OfHistory))]
    public void A_column_of_the_historys_own_is_refused_where_there_is_a_history(string name)
    {
        var yaml = $"source: a.b\ntable: b\nkey: [id]\nhistory: {{ trackAllBut: [] }}\ncolumns:\n  - {{ name: id, type: string }}\n  - {{ name: {name}, type: string }}\n";
        var error = Assert.Single(Faults(yaml));
        Assert.Equal(7, error.Line);
        Assert.Contains($"The history has a column {name} of its own", error.Message, StringComparison.Ordinal);
        Assert.Contains($"renamedFrom: [{name}]", error.Message, StringComparison.Ordinal);
        Assert.Empty(Faults(yaml.Replace("history: { trackAllBut: [] }\n", "", StringComparison.Ordinal)));
        Assert.Empty(Faults(yaml.Replace($"name: {name},", $"name: other, renamedFrom: [{name}],", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("name: \"a\\0b\"", "holds NUL")]
    [InlineData("name: x, renamedFrom: [\"\\0\"]", "holds NUL")]
    [InlineData("name: \"\"", "'name' must be a text")]
    [InlineData("name: tags.element", "Iceberg gives the elements of the list tags")]
    [InlineData("name: tags.element.element", "Iceberg gives the elements of the list tags")]
    public void A_name_that_no_table_can_hold_is_refused(string name, string message)
    {
        var error = Assert.Single(Faults($"source: a.b\ntable: b\nkey: [id]\ncolumns:\n  - {{ name: id, type: string }}\n  - {{ {name}, type: string }}\n  - {{ name: tags, type: \"list<list<int>>\" }}\n"));
        Assert.Equal(6, error.Line);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("order.items", "a dot separates namespaces")]
    [InlineData("\"a\\nb\"", "control characters")]
    [InlineData("dead_letters", "a table of the lakehouse's own")]
    [InlineData("_landed", "a table of the lakehouse's own")]
    public void A_table_that_no_catalog_can_hold_is_refused(string table, string message)
    {
        var error = Assert.Single(Faults($"source: a.b\ntable: {table}\nkey: [id]\ncolumns:\n  - {{ name: id, type: string }}\n"));
        Assert.Equal(2, error.Line);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_whose_name_no_folder_can_hold_is_refused()
    {
        Assert.Contains("more than 200 bytes", Assert.Single(Faults($"source: a.b\ntable: {new string('ế', 70)}\nkey: [id]\ncolumns:\n  - {{ name: id, type: string }}\n")).Message, StringComparison.Ordinal);
        Assert.Empty(Faults($"source: a.b\ntable: {new string('a', 200)}\nkey: [id]\ncolumns:\n  - {{ name: id, type: string }}\n"));
    }

    [Fact]
    public void A_table_cannot_have_the_name_of_anothers_history()
    {
        File.WriteAllText(Path.Combine(folder, "a.yaml"), "source: s.a\ntable: a\nkey: [id]\nhistory: { trackAllBut: [] }\ncolumns:\n  - { name: id, type: string }\n  - { name: x, type: string }\n");
        File.WriteAllText(Path.Combine(folder, "b.yaml"), "source: s.b\ntable: a_history\nkey: [id]\ncolumns:\n  - { name: id, type: string }\n");
        Assert.Contains("that is the history of a", Assert.Throws<DeclarationException>(() => ContractFile.LoadFolder(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_with_needless_quotes_is_the_source_without()
    {
        const string columns = "\ntable: b\nkey: [id]\ncolumns:\n  - { name: id, type: string }\n";
        Assert.Equal(ContractFile.Parse("source: a.b" + columns, "b.yaml").DefinitionText, ContractFile.Parse("source: '\"a\".\"b\"'" + columns, "b.yaml").DefinitionText);
        Assert.Equal("a.\"b.c\"", ContractFile.Parse("source: a.\"b.c\"" + columns, "b.yaml").Source);
        Assert.Contains("stands between double quotes", Assert.Single(Faults("source: a.b.c" + columns)).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<DeclarationFault> Faults(string yaml)
    {
        try
        {
            ContractFile.Parse(yaml, "b.yaml");
            return [];
        }
        catch (DeclarationException error)
        {
            return error.Errors;
        }
    }
}
