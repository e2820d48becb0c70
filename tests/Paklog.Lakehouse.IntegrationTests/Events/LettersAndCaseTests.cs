using System.Text.Json;
using Paklog.Lakehouse.Testing.Events;
using static Paklog.Lakehouse.IntegrationTests.Events.ScenarioTables;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>Tables and columns are found by all of their letters and by case, in every place where an event names them.</summary>
public sealed class LettersAndCaseTests : IDisposable
{
    private const string People = """
        source: public.people
        table: people
        key: [ID, Mã]
        region: Vùng
        history: { trackAllBut: [] }
        columns:
          - { name: ID, type: string, renamedFrom: [id] }
          - { name: Mã, type: int, renamedFrom: [mã] }
          - { name: lower_name, type: string, renamedFrom: [name] }
          - { name: title_name, type: string, renamedFrom: [Name] }
          - { name: upper_name, type: string, renamedFrom: [NAME], default: none }
          - { name: Vùng, type: string, renamedFrom: [vùng] }
        """;

    private const string OfHis = "a\"b";

    private static readonly SourceTable Table = SourceTable.Postgres("s", "people", "ID", "Mã");

    private static readonly SourceTable Older = SourceTable.Postgres("s", "people", "id", "mã");

    private readonly InputFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>At once, and one event after the other, which extends what stands where it can.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Columns_that_differ_or_were_renamed_by_case_only_have_their_own_values(int batch)
    {
        using var lakehouse = await TestLakehouse.OpenAsync(Define(People));
        ChangeLine[] lines =
        [
            Older.Create(10, """{"id":"1","mã":7,"name":"a","Name":"A","vùng":"bắc"}"""),
            Older.Create(20, """{"id":"2","mã":7,"NAME":"only upper","vùng":"nam"}"""),
            Table.Update(30, $$"""{"ID":"1","Mã":7,"name":"b","Name":"{{Placeholder}}","NAME":null,"Vùng":"bắc"}"""),
            Table.Update(40, $$"""{"ID":"2","Mã":7,"name":"{{Placeholder}}","Name":"T","NAME":"{{Placeholder}}","Vùng":"nam"}""", before: """{"ID":"2","Mã":7,"name":"from before","Name":null,"NAME":"N","Vùng":"nam"}"""),
            Older.Create(50, """{"id":"3","mã":8,"nAmE":"no column's","vùng":null}"""),
            Older.Delete(60, """{"id":"3","mã":8}"""),
        ];
        foreach (var part in lines.Chunk(batch))
            await folder.LandAndRunAsync(lakehouse, part);

        Assert.Equal(["1 7 b A null bắc", "2 7 from before T N nam"], await ShownAsync(lakehouse, "silver.people", "*", "order by \"ID\""));
        Assert.Equal(
            ["1 1 a A none", "1 2 b A null", "2 1 null null only upper", "2 2 from before T N", "3 1 null null none"],
            await ShownAsync(lakehouse, "silver.people_history", "\"ID\", version, lower_name, title_name, upper_name", "order by \"ID\", version"));
        Assert.Equal(["bắc", "nam", "bắc", "nam", "null", "null"], await ShownAsync(lakehouse, "bronze.people", "region", "order by source_pos2"));
        Assert.Empty(await lakehouse.RowsAsync("silver.dead_letters"));
        (await lakehouse.CompareWithFullRunAsync()).AssertNone();
    }

    /// <summary>No column of the table stays under its name, and the events of before have the old ones.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("history: { trackAllBut: [] }\n")]
    public async Task A_table_of_which_all_columns_are_renamed_by_case_is_built_again(string history)
    {
        const string columns = "columns:\n  - { name: Id, type: string }\n  - { name: Name, type: string }\n";
        var renamed = columns.Replace("name: Id,", "name: id, renamedFrom: [Id],", StringComparison.Ordinal).Replace("name: Name,", "name: name, renamedFrom: [Name],", StringComparison.Ordinal);
        using var lakehouse = await TestLakehouse.OpenAsync(Define($"source: shop.items\ntable: items\nkey: [Id]\n{history}{columns}"));
        var (before, after) = (SourceTable.MariaDb("s", "items", "Id"), SourceTable.MariaDb("s", "items", "id"));
        await folder.LandAndRunAsync(lakehouse, [before.Create(10, """{"Id":"1","Name":"a"}"""), before.Create(20, """{"Id":"2","Name":"b"}""")]);
        lakehouse.Redefine(Define($"source: shop.items\ntable: items\nkey: [id]\n{history}{renamed}"));
        await folder.LandAndRunAsync(lakehouse, [after.Update(30, """{"id":"1","name":"c"}"""), after.Create(40, """{"id":"3","name":"d"}""")]);

        Assert.Equal(["1 c", "2 b", "3 d"], await ShownAsync(lakehouse, "silver.items", "id, name", "order by id"));
        string[] versions = history.Length == 0 ? [] : ["1 1 a", "1 2 c", "2 1 b", "3 1 d"];
        Assert.Equal(versions, await ShownAsync(lakehouse, "silver.items_history", "id, version, name", "order by id, version"));
        Assert.Equal(["id", "name"], (await lakehouse.RowsAsync("silver.items"))[0].EnumerateObject().Select(member => member.Name));
    }

    /// <summary>A bare value names no key: it is taken from the row, under the name that the column has there.</summary>
    [Fact]
    public async Task Bare_values_have_their_key_under_any_name()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(Define(People));
        ChangeLine[] lines =
        [
            Older.Create(10, """{"id":"1","mã":7,"name":"a","vùng":"bắc"}"""),
            Table.Update(20, """{"ID":"1","Mã":7,"name":"b","vùng":"x","Vùng":"bắc"}"""),
            Table.Create(30, """{"ID":"2","Mã":7,"name":"c"}"""),
            Older.Delete(40, """{"id":"2","mã":7}"""),
        ];
        var report = await folder.LandAsync(lakehouse, "s.public.people.jsonl", string.Concat(lines.Select(line => line.Value + "\n")));
        await lakehouse.RunAsync();

        Assert.Equal(0, report.Counts.Dead);
        Assert.Equal(["1 7 b null none bắc"], await ShownAsync(lakehouse, "silver.people", "*"));
    }

    /// <summary>The table c of the schema a.b is not the table b.c of the schema a, whatever dots join them.</summary>
    [Fact]
    public async Task Tables_whose_names_have_dots_are_told_apart()
    {
        const string columns = "key: [id]\ncolumns:\n  - { name: id, type: string }\n  - { name: name, type: string }\n";
        using var lakehouse = await TestLakehouse.OpenAsync(Define($"source: '\"a.b\".c'\ntable: one\n{columns}", $"source: a.\"b.c\"\ntable: other\n{columns}", $"source: 'a.\"\"\"quoted\"\"\"'\ntable: quoted\n{columns}"));
        ChangeLine Of(string database, string table, string name) => new SourceTable("mariadb", "s", database, table, "id").Create(10, $$"""{"id":"1","name":"{{name}}"}""");
        await folder.LandAndRunAsync(lakehouse, [Of("a.b", "c", "first"), Of("a", "b.c", "second"), Of("a", "\"quoted\"", "third"), Of("a", "b.d", "fourth")]);

        Assert.Equal(["1 first"], await ShownAsync(lakehouse, "silver.one", "*"));
        Assert.Equal(["1 second"], await ShownAsync(lakehouse, "silver.other", "*"));
        Assert.Equal(["1 third"], await ShownAsync(lakehouse, "silver.quoted", "*"));
        Assert.Equal(["a.\"b.d\""], await ShownAsync(lakehouse, "bronze.b_d", "source_table"));
    }

    /// <summary>Bronze of before has the names bare; its source block says where they end.</summary>
    [Theory]
    [InlineData("\"a.b\".c", "a.b", "c", true)]
    [InlineData("a.\"b.c\"", "a.b", "c", false)]
    [InlineData("a.\"b.c\"", "a", "b.c", true)]
    public async Task Events_that_were_landed_with_bare_names_are_found(string source, string database, string table, bool isOf)
    {
        var contract = Define($"source: '{source}'\ntable: one\nkey: [id]\ncolumns:\n  - {{ name: id, type: string }}\n").Contracts.Single();
        using var lakehouse = await TestLakehouse.OpenAsync(Define(Items));
        var bronze = $"(select 'a.b.c' as source_table, '{{\"db\":\"{database}\",\"schema\":\"\",\"table\":\"{table}\"}}' as source, '{{\"id\":1}}' as key, null::varchar as headers)";
        Assert.Equal(isOf ? 1 : 0, lakehouse.Count($"select count(*) from ({Silver.EventsSql.Bound(contract, bronze, Silver.Keyless.None)})"));
    }

    /// <summary>A letter names the column as the source does.</summary>
    [Fact]
    public async Task A_rejected_value_is_told_by_the_sources_name()
    {
        using var lakehouse = await TestLakehouse.OpenAsync(Define($"source: shop.items\ntable: items\nkey: [id]\ncolumns:\n  - {{ name: id, type: string }}\n  - {{ name: '{OfHis}', type: int }}\n  - {{ name: _rejected, type: int }}\n"));
        var items = SourceTable.MariaDb("s", "items", "id");
        await folder.LandAndRunAsync(lakehouse, [items.Create(10, """{"id":"1","a\"b":"x","_rejected":"y"}""")]);

        Assert.Equal([$"{OfHis} no integer for int: x", "_rejected no integer for int: y"], (await ShownAsync(lakehouse, "silver.dead_letters", "column_name, error_message")).Order(StringComparer.Ordinal).Reverse());
    }

    private static async Task<IReadOnlyList<string>> ShownAsync(TestLakehouse lakehouse, string table, string columns, string suffix = "") =>
        [.. (await lakehouse.RowsAsync(table, columns, suffix)).Select(row => string.Join(' ', row.EnumerateObject().Select(member => member.Value.ValueKind == JsonValueKind.Null ? "null" : member.Value.ToString())))];
}
