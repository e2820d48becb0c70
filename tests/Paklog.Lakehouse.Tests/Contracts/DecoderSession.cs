using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Tests.Contracts;

/// <summary>Runs decoders over one text at a time, bound and in a table, so that the planner folds nothing away.</summary>
public sealed class DecoderSession : IDisposable
{
    private readonly DuckDbDatabase database =
        DuckDbDatabase.OpenInMemory(new DuckDbOptions { SessionSettings = new Dictionary<string, string> { ["TimeZone"] = "UTC" } });

    public DecoderSession()
    {
        Connection = database.Connect();
        Connection.Execute("CREATE TABLE event(member VARCHAR, absent BOOLEAN)");
    }

    public DuckDbConnection Connection { get; }

    /// <summary>A column as a contract file declares it: <c>type</c>, <c>encoding</c> and further keys in YAML's flow form.</summary>
    public static ContractColumn Column(string declaration) => ContractFile.Parse(
        $$"""
        source: db.t
        table: t
        key: [id]
        columns:
          - { name: id, type: long }
          - { name: c, {{declaration}} }
        """,
        "test.yaml").Columns[1];

    /// <summary>The value as DuckDB writes it as text, and the reason; of a rejected event only the reason. What is parsed beforehand must give the same.</summary>
    public (string? Value, string? Reason) Decode(string declaration, string? text, bool absent = false) => Decode(Column(declaration), null, text, absent);

    public (string? Value, string? Reason) Decode(ContractColumn column, ColumnEncoding? encoding, string? text, bool absent = false)
    {
        Connection.Execute("DELETE FROM event");
        Connection.Execute("INSERT INTO event VALUES ($1, $2)", text, absent);
        var result = Decode(column, Decoders.Decode(column, encoding ?? column.Encoding, "member", "absent"));
        Assert.Equal(result, Decode(column, Decoders.Decode(column, encoding ?? column.Encoding, "member", "absent", "parsed")));
        return result;
    }

    private (string? Value, string? Reason) Decode(ContractColumn column, DecodedColumn decoded)
    {
        var value = column.Type.TypeId is TypeId.Binary or TypeId.Fixed ? $"hex({decoded.ValueSql})" : $"CAST({decoded.ValueSql} AS VARCHAR)";
        using var result = Connection.Query($"SELECT {value}, {decoded.RejectSql ?? "NULL"}, typeof({decoded.ValueSql}), {decoded.RejectedSql ?? "false"} FROM (SELECT *, {decoded.ParsedSql ?? "NULL"} AS parsed FROM event)");
        Assert.True(result.Read());
        var reason = (string?)result.GetValue(1);
        Assert.Equal(reason is not null, result.GetValue(3));
        Assert.Equal(Decoders.SqlType(column.Type).Replace("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE", StringComparison.Ordinal), result.GetValue(2));
        return (reason is null ? (string?)result.GetValue(0) : null, reason);
    }

    public object? Scalar(string expression, string? text)
    {
        Connection.Execute("DELETE FROM event");
        Connection.Execute("INSERT INTO event VALUES ($1, false)", text);
        return Connection.QueryScalar($"SELECT {expression} FROM event");
    }

    public void Dispose()
    {
        Connection.Dispose();
        database.Dispose();
    }
}
