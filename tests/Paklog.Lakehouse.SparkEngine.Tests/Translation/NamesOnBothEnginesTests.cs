using System.Text.Encodings.Web;
using System.Text.Json;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Silver;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.SparkEngine.Tests.Translation;

/// <summary>Members of JSON are found by their letters and case on both engines, whatever their names.</summary>
public class NamesOnBothEnginesTests(SparkFixture spark)
{
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly object?[] Values = ["text", "", "a\"b\\c\n", 15, 1.5, true, null, new[] { 1, 2 }, new { a = 1, b = "x" }];

    [Fact]
    public async Task A_member_is_found_by_its_letters()
    {
        using var engines = await BothEngines.StartAsync(spark);
        var differences = new List<string>();
        foreach (var names in OtherNames.Odd.Concat(["name", "Name", "NAME", "_key"]).Chunk(8))
        {
            var rows = Values.Select((value, index) => $"({index}, {Json(names, value)})").Append("(100, '{}')").Append("(101, null)").Append($"(102, {Json(names.Select(name => name + "x"), "no")})");
            engines.View("events", $"select * from (values {string.Join(", ", rows)}) t(id, j)");
            var texts = names.SelectMany((name, index) => (string[])[$"{JsonMember.Text("j", name)} as t{index}", $"{JsonMember.Exists("j", name)} as e{index}", $"from_json(j, {JsonMember.Structure([name])}).{DuckDbIdentifier.Quote(name)} as p{index}"]);
            var select = $"select id, {string.Join(", ", texts)} from events";
            differences.AddRange(engines.Differences(select).Select(difference => $"{string.Join(" ", names)}: {difference}"));
            Assert.Equal("text", engines.Connection.QueryScalar($"select t0 from ({select}) where id = 0"));
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    /// <summary>Columns under names that differ by case only, one of them renamed so, with and without a default.</summary>
    [Fact]
    public async Task Members_that_differ_by_case_only_are_told_apart()
    {
        var contract = ContractFile.Parse(
            """
            source: db.t
            table: t
            key: [id]
            columns:
              - { name: id, type: long }
              - { name: lower, type: string, renamedFrom: [name] }
              - { name: title, type: string, renamedFrom: [Name], default: none }
              - { name: NAME, type: string }
              - { name: Size, type: int, renamedFrom: [size, SIZE] }
            """,
            "t.yaml");
        string[] rows =
        [
            """{"id":1,"name":"a","Name":"b","NAME":"c","Size":1}""", """{"id":2,"Name":"b","size":2}""", """{"id":3,"NAME":"c","SIZE":3}""", """{"id":4,"name":"a","Name":null,"size":null,"SIZE":4}""", """{"id":5,"NaMe":"x","sIZE":5}""",
        ];
        using var engines = await BothEngines.StartAsync(spark);
        engines.View("events", $"select line as _after, json_extract_string(line, '$.id') as _key, 'u' as _op from (values {string.Join(", ", rows.Select(row => $"({DuckDbLiteral.Quote(row)})"))}) t(line)");
        var meta = string.Join(", ", ((string[])["_time", "_txn", "_source", "_epoch", "_p1", "_behind", "_p2", "_p3", "_streamed", "_read_at", "_within", "_half", "_event_id", "_old_key", "_new_key", "_snapshot"]).Select(name => $"cast(null as varchar) as {name}"));
        var decoded = $"select {new SilverColumns(contract).Values}, _rejected from ({new DecodeSql(contract, null).Select($"(select *, {meta} from events)", withToast: false)})";

        Assert.Empty(engines.Differences(decoded));
        using var result = engines.Connection.Query(decoded + " order by c1");
        var found = new List<string>();
        while (result.Read())
            found.Add(string.Join(' ', Enumerable.Range(0, 6).Select(column => result.GetValue(column)?.ToString() ?? "null")));
        Assert.Equal(["1 a b c 1 False", "2 null b null 2 False", "3 null none c 3 False", "4 a null null null False", "5 null none null null False"], found);
    }

    [Fact]
    public async Task A_pointer_that_may_be_a_place_in_a_list_is_refused()
    {
        using var engines = await BothEngines.StartAsync(spark);
        engines.View("events", "select 1 as id, '{\"a\":{\"b c\":1}}' as j");
        Assert.Empty(engines.Differences("select id, json_extract_string(j, '/a/b c') as x, json_exists(j, '/a/b c') as y from events"));
        Assert.Contains("JSON pointer", Assert.ThrowsAny<LakehouseException>(() => engines.Translation.Select("select json_extract_string(j, '/a/0') as x from events")).Message, StringComparison.Ordinal);
    }

    private static string Json(IEnumerable<string> names, object? value) => DuckDbLiteral.Quote(JsonSerializer.Serialize(names.ToDictionary(name => name, _ => value), AsWritten));
}
