using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Models;

/// <summary>Rows of the inputs and the rows that the model makes of them.</summary>
public sealed record ModelTestCase
{
    public required string Name { get; init; }

    /// <summary>Where the case begins in its file, counted from 1.</summary>
    public required int Line { get; init; }

    /// <summary>An input that is not there is empty.</summary>
    public required IReadOnlyDictionary<TableIdentifier, IReadOnlyList<TestRow>> Given { get; init; }

    public required IReadOnlyList<TestRow> Expected { get; init; }

    /// <summary>Whether the model may give further rows.</summary>
    public required bool AllowsMore { get; init; }

    /// <summary>The output columns that are compared.</summary>
    public required IReadOnlyList<string> Columns { get; init; }
}
