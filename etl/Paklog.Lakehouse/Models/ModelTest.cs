using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Models;

/// <summary>The test of a model: what its inputs look like, what its output must look like, and cases.</summary>
public sealed record ModelTest
{
    public required string File { get; init; }

    /// <summary>The columns that the model reads of each input, those of a look-up included.</summary>
    public required IReadOnlyDictionary<TableIdentifier, IReadOnlyList<TestColumn>> Inputs { get; init; }

    /// <summary>All columns of the output in order: both engines must give these names and types.</summary>
    public required IReadOnlyList<TestColumn> Output { get; init; }

    public required IReadOnlyList<ModelTestCase> Cases { get; init; }
}
