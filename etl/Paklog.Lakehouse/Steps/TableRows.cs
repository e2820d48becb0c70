using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Steps;

/// <summary>What rows of a derived table should be.</summary>
/// <param name="Rows">A relation with the table's columns.</param>
/// <param name="Keys">A relation with the columns <paramref name="Key"/> that says which keys the rows are all of; null when they are the whole table.</param>
internal sealed record TableRows(TableIdentifier Table, Schema Schema, PartitionSpec Spec, string Rows, string? Keys, IReadOnlyList<string> Key)
{
    /// <summary>A filter that every row of the keys passes as the table has it, by which files are left out.</summary>
    public Expression Filter { get; init; } = Expression.AlwaysTrue;

    /// <inheritdoc cref="WriteTarget.Order"/>
    public IReadOnlyList<string> Order { get; init; } = [];
}
