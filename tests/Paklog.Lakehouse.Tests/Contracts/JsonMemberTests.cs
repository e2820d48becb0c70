using System.Text.Json;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.Tests.Contracts;

public sealed class JsonMemberTests : IDisposable
{
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string? Text, string? Value, bool Exists, string? Parsed) Nothing = (null, null, false, null);

    private readonly DuckDbDatabase database = DuckDbDatabase.OpenInMemory(new DuckDbOptions());
    private readonly DuckDbConnection connection;

    public JsonMemberTests() => connection = database.Connect();

    public static TheoryData<string> Names { get; } = [.. OtherNames.Odd.Concat(OtherNames.Ours)];

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }

    /// <summary>Whatever characters are in its name, and whether the source escapes them.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_member_is_found_by_its_letters(string name)
    {
        foreach (var options in (JsonSerializerOptions[])[JsonSerializerOptions.Default, AsWritten])
        {
            var json = JsonSerializer.Serialize(new Dictionary<string, object?> { ["other"] = "no", [name] = "yes", [name + "x"] = "no" }, options);
            Assert.Equal(("yes", "\"yes\"", true, "yes"), Read(json, name));
            Assert.Equal(Nothing, Read("""{"other":"no"}""", name));
        }
    }

    [Theory]
    [InlineData("name", "Name")]
    [InlineData("NAME", "name")]
    [InlineData("mã", "MÃ")]
    [InlineData("mã", "ma\u0303")]
    [InlineData("a", "a ")]
    public void A_member_is_not_found_under_a_name_like_it(string name, string other) =>
        Assert.Equal(Nothing, Read(JsonSerializer.Serialize(new Dictionary<string, object?> { [other] = "no" }), name));

    [Fact]
    public void The_first_name_that_has_a_value_counts()
    {
        connection.Execute("create or replace table event as select $1::varchar as j", """{"A":null,"a":"old"}""");
        Assert.Equal("old", connection.QueryScalar($"select {JsonMember.Text("j", ["A", "a"])} from event"));
    }

    private (string? Text, string? Value, bool Exists, string? Parsed) Read(string json, string name)
    {
        connection.Execute("create or replace table event as select $1::varchar as j", json);
        using var row = connection.Query($"select {JsonMember.Text("j", name)}, {JsonMember.Value("j", name)}::varchar, {JsonMember.Exists("j", name)}, from_json(j, {JsonMember.Structure([name])}).{DuckDbIdentifier.Quote(name)} from event");
        Assert.True(row.Read());
        return ((string?)row.GetValue(0), (string?)row.GetValue(1), row.GetBoolean(2), (string?)row.GetValue(3));
    }
}
