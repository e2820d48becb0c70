using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Tests.Contracts;

/// <summary>Every recorded row of every table, by every form of message, with the repository's contracts.</summary>
public sealed class RecordingDecoderTests(DecoderSession session) : IClassFixture<DecoderSession>
{
    public static TheoryData<string> Sources => [.. Recordings.Contracts.Select(contract => contract.Source)];

    [Theory]
    [MemberData(nameof(Sources))]
    public void NothingOfTheMainRecordingIsRejected(string source)
    {
        var contract = Recordings.Contract(source);
        Load("main_rows", contract, Recordings.Folder("main/topics"), "value->'after'", "NULL");
        Assert.NotEqual(0L, session.Connection.QueryScalar("SELECT count(*) FROM main_rows"));
        Assert.Equal("", Rejects("main_rows"));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void PlainTypedAndFlattenedMessagesGiveTheSameValues(string source)
    {
        var contract = Recordings.Contract(source);
        Load("plain_rows", contract, Recordings.Folder("small/plain/topics"), "value->'after'", "NULL");
        Load("typed_rows", contract, Recordings.Folder("small/typed/topics"), "value->'payload'->'after'", "value->'schema'");
        Load("flat_rows", contract, Recordings.Folder("small/flat/topics"), "CASE WHEN value->>'__deleted' = 'false' THEN value END", "NULL");
        foreach (var other in new[] { "typed_rows", "flat_rows" })
        {
            Assert.NotEqual(0L, session.Connection.QueryScalar($"SELECT count(*) FROM {other}"));
            Assert.Equal("", Rejects(other));
            Assert.Equal(0L, Difference("plain_rows", other));
            Assert.Equal(0L, Difference(other, "plain_rows"));
        }
    }

    private string Rejects(string table) => (string)session.Connection.QueryScalar($"SELECT coalesce(string_agg(DISTINCT _reason, '; '), '') FROM {table}")!;

    private long Difference(string left, string right) =>
        (long)session.Connection.QueryScalar($"SELECT count(*) FROM (SELECT * EXCLUDE _reason FROM {left} EXCEPT ALL SELECT * EXCLUDE _reason FROM {right})")!;

    /// <summary>Makes a table of all decoded rows with the reasons of the rejected ones; messages with schemas by what each schema says.</summary>
    private void Load(string table, Contract contract, string folder, string row, string schema)
    {
        var files = string.Join(", ", Recordings.Files(folder, contract).Select(DuckDbLiteral.Quote));
        session.Connection.Execute(
            $"""
            CREATE OR REPLACE TEMP TABLE raw AS
            SELECT CAST({schema} AS VARCHAR) AS schema, {row} AS after
            FROM read_json([{files}], columns = {"{"}value: 'JSON'{"}"}, format = 'newline_delimited')
            WHERE json_type({row}) = 'OBJECT'
            """);
        var schemas = new List<string?>();
        using (var result = session.Connection.Query("SELECT DISTINCT schema FROM raw"))
        {
            while (result.Read())
                schemas.Add((string?)result.GetValue(0));
        }

        session.Connection.Execute($"DROP TABLE IF EXISTS {table}");
        for (var i = 0; i < schemas.Count; i++)
        {
            var select = Select(contract, schemas[i] is { } text ? MessageSchema.Parse(text) : null);
            session.Connection.Execute($"{(i == 0 ? $"CREATE TEMP TABLE {table} AS" : $"INSERT INTO {table}")} {select} WHERE schema IS NOT DISTINCT FROM $1", schemas[i]);
        }
    }

    private static string Select(Contract contract, MessageSchema? schema)
    {
        var members = contract.Columns.SelectMany(column => column.SourceNames).ToList();
        var structure = "{" + string.Join(",", members.Select(name => $"\"{name}\":\"VARCHAR\"")) + "}";
        var texts = contract.Columns.Select((column, i) =>
            $"coalesce({string.Join(", ", column.SourceNames.Select(name => "members." + DuckDbIdentifier.Quote(name)))}) AS t{i},"
            + $" NOT ({string.Join(" OR ", column.SourceNames.Select(name => $"json_exists(after, '$.\"{name}\"')"))}) AS a{i}");
        var decoded = contract.Columns.Select((column, i) => Decoders.Decode(column, Encoding(column), $"t{i}", $"a{i}")).ToList();
        var values = contract.Columns.Select((column, i) => $"{decoded[i].ValueSql} AS {DuckDbIdentifier.Quote(column.Name)}");
        var reasons = decoded.Select(column => column.RejectSql).OfType<string>();
        return $"SELECT {string.Join(", ", values)}, concat_ws(', ', {string.Join(", ", reasons)}, NULL) AS _reason"
            + $" FROM (SELECT schema, {string.Join(", ", texts)} FROM (SELECT schema, after, from_json(after, '{structure}') AS members FROM raw))";

        ColumnEncoding Encoding(ContractColumn column) =>
            column.SourceNames.Select(name => schema?.Find(name)).FirstOrDefault(field => field is not null)?.EncodingFor(column) ?? column.Encoding;
    }
}
