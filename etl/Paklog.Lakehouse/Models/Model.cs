using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Models;

/// <summary>A table as one SELECT over other tables, with what the header comment of its file declares. sql/README.md has the grammar.</summary>
public sealed record Model
{
    public required TableIdentifier Table { get; init; }

    /// <summary>bronze, silver or gold: the folder of the file.</summary>
    public string Layer => Table.Namespace;

    public string Name => Table.Name;

    public required string File { get; init; }

    /// <summary>The line of the file, from 1, on which the SELECT begins.</summary>
    public required int Line { get; init; }

    /// <summary>What a row is.</summary>
    public required string Description { get; init; }

    /// <summary>The SELECT alone, from its first word to its last; it may stand in parentheses.</summary>
    public required string Sql { get; init; }

    /// <summary>The names of the output columns in order.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The output columns that tell rows apart.</summary>
    public required IReadOnlyList<string> Grain { get; init; }

    /// <summary>The output columns by which rows replace rows of the table; the grain unless the file says otherwise.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>Empty when any change of an input recomputes the whole table.</summary>
    public required IReadOnlyList<IncrementalRule> Incremental { get; init; }

    /// <summary>
    /// Output columns that are counts or sums over the rows of the only input, the first being the number of rows: the engine may
    /// add what new rows give and subtract what old rows gave; a row whose first is 0 goes. Empty when rows must be recomputed.
    /// </summary>
    public required IReadOnlyList<string> Additive { get; init; }

    public required IReadOnlyList<PartitionColumn> Partition { get; init; }

    /// <summary>The tables that the SELECT names, in order of name, each once.</summary>
    public required IReadOnlyList<TableIdentifier> Inputs { get; init; }

    /// <summary>SHA-256 in hex of what the table depends on: the declarations and the SELECT without comments and white space.</summary>
    public required string Hash { get; init; }

    /// <summary>The inputs whose change recomputes the whole table.</summary>
    public IReadOnlyList<TableIdentifier> WholeTableInputs =>
        [.. Inputs.Where(input => !Incremental.Any(rule => rule.Sources.Any(source => source.Input == input)))];

    /// <summary>Whether the SELECT may read a column of this name: a name that stands nowhere in its text is read by nobody, since a model writes no <c>*</c>.</summary>
    public bool MayRead(string column) => Sql.Contains(column.Replace("\"", "\"\"", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    /// <summary>Where the test of the model stands: beside it.</summary>
    public string TestFile => Path.ChangeExtension(File, ".test.yaml");
}
