using System.Text.Json;

namespace Paklog.Lakehouse.Testing.Events;

/// <summary>A table of a database that a Debezium connector follows; makes its events.</summary>
/// <param name="Connector">mariadb or postgresql.</param>
/// <param name="Server">topic.prefix, source.name.</param>
/// <param name="Key">The primary key's columns.</param>
public sealed record SourceTable(string Connector, string Server, string Database, string Table, params IReadOnlyList<string> Key)
{
    /// <summary>The topic of its events.</summary>
    public string Topic => $"{Server}.{(Connector == "postgresql" ? "public" : Database)}.{Table}";

    public static SourceTable MariaDb(string server, string table, params IReadOnlyList<string> key) => new("mariadb", server, "shop", table, key);

    public static SourceTable Postgres(string server, string table, params IReadOnlyList<string> key) => new("postgresql", server, "shop", table, key);

    public ChangeLine Create(long position, string row) => new() { Table = this, Op = "c", Position = position, Key = KeyOf(row), After = row };

    /// <param name="before">The row before; PostgreSQL sends none unless REPLICA IDENTITY is FULL.</param>
    public ChangeLine Update(long position, string row, string? before = null) => new() { Table = this, Op = "u", Position = position, Key = KeyOf(row), Before = before, After = row };

    /// <param name="row">The row that goes, or its key alone.</param>
    public ChangeLine Delete(long position, string row) => new() { Table = this, Op = "d", Position = position, Key = KeyOf(row), Before = row };

    public ChangeLine Truncate(long position) => new() { Table = this, Op = "t", Position = position };

    /// <summary>A row of a snapshot.</summary>
    /// <param name="marker">source.snapshot: first, true, last, incremental, ...</param>
    /// <param name="second">When it was read; all rows of an initial snapshot share the position.</param>
    public ChangeLine Read(long position, string row, string marker = "true", double? second = null) =>
        new() { Table = this, Op = "r", Position = position, Key = KeyOf(row), After = row, Snapshot = marker, Second = second, CommitBefore = marker == "incremental" ? null : -1 };

    /// <summary>An update of the primary key: a delete of the old key and a create of the new one, at one position.</summary>
    public (ChangeLine Delete, ChangeLine Create) Move(long position, string from, string to) =>
        (Delete(position, from) with { NewKey = KeyOf(to) }, Create(position, to) with { OldKey = KeyOf(from), Order = 2 });

    private string KeyOf(string row)
    {
        using var document = JsonDocument.Parse(row);
        return "{" + string.Join(',', Key.Select(column => $"{JsonSerializer.Serialize(column)}:{document.RootElement.GetProperty(column).GetRawText()}")) + "}";
    }
}
