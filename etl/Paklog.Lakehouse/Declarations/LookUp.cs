using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Declarations;

/// <summary>
/// A point-in-time look-up: a model's input gets further columns from the version of a dimension that was valid at a business time of the input's row (semantics.md, section 6).
/// </summary>
/// <param name="Input">The input of the model that is widened.</param>
/// <param name="Dimension">A table of versions with the columns version, valid_from, valid_to.</param>
/// <param name="InputKey">The input's columns that name the dimension's member.</param>
/// <param name="DimensionKey">The dimension's natural key, in the same order.</param>
/// <param name="At">The input's business time; one without zone is read in the lakehouse's time zone.</param>
/// <param name="Columns">New column of the input, and the dimension's column that it takes.</param>
public sealed record LookUp(
    TableIdentifier Input,
    TableIdentifier Dimension,
    IReadOnlyList<string> InputKey,
    IReadOnlyList<string> DimensionKey,
    string At,
    IReadOnlyList<(string Column, string DimensionColumn)> Columns)
{
    /// <summary>Part of the definition of the model that looks up. The number at its head says how it is done (2: a row without a time finds nobody), so that a change of that rebuilds tables.</summary>
    public string DefinitionText =>
        $"2 {Input} {Dimension} {string.Join(',', InputKey)} {string.Join(',', DimensionKey)} {At} {string.Join(',', Columns.Select(pair => pair.Column + "=" + pair.DimensionColumn))}";
}
