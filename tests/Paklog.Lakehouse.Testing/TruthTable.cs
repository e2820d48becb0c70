namespace Paklog.Lakehouse.Testing;

/// <summary>A recorded table: what the databases' DDL says of it.</summary>
/// <param name="Source">MariaDB: database.table; PostgreSQL: schema.table.</param>
/// <param name="Key">The primary key's columns.</param>
/// <param name="Columns">All columns that stand at the end; dropped ones do not.</param>
/// <param name="Tracked">The columns whose change opens a version of its history; empty where it has none.</param>
public sealed record TruthTable(string Source, IReadOnlyList<string> Key, IReadOnlyList<TruthColumn> Columns, IReadOnlyList<string> Tracked)
{
    /// <summary>The name without database or schema.</summary>
    public string Name => Source[(Source.IndexOf('.') + 1)..];

    /// <summary>The key of a row as one text, of its canonical values in the order of <see cref="Columns"/>.</summary>
    public string KeyOf(IReadOnlyList<string?> row) => string.Join('/', Key.Select(name => row[IndexOf(name)]));

    /// <summary>The place of a column in <see cref="Columns"/>.</summary>
    public int IndexOf(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == column)
                return i;
        }
        throw new ArgumentException($"{Source} has no column {column}.", nameof(column));
    }
}
