namespace Paklog.Lakehouse.Contracts;

/// <summary>What a source table means: where it comes from, its key, its columns and what becomes of them.</summary>
public sealed record Contract
{
    /// <summary><c>database.table</c> of MySQL and MariaDB, <c>schema.table</c> of PostgreSQL; topics of any connector match it. Written as <see cref="SourceName"/> writes it.</summary>
    public required string Source { get; init; }

    /// <summary>The table in Bronze and Silver, without namespace.</summary>
    public required string Table { get; init; }

    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>The column that partitions Bronze beside the day, or null.</summary>
    public string? Region { get; init; }

    /// <summary>The rule of <c>silver.&lt;table&gt;_history</c>; null when the table has no history.</summary>
    public HistoryRule? History { get; init; }

    public ParentRule? Parent { get; init; }

    /// <summary>The columns in the order of the Silver table.</summary>
    public required IReadOnlyList<ContractColumn> Columns { get; init; }

    /// <summary>Columns that the source had and has no more: known, not drift.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>
    /// A text that is equal for two contracts exactly when they give the same rows: the input of the definition hash of semantics.md section 3.
    /// PII classes and the region of Bronze are not in it.
    /// </summary>
    public string DefinitionText => ContractDefinition.Write(this);

    public ContractColumn? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>Every field that an event of this table may carry: current, former and dropped names.</summary>
    public IEnumerable<string> KnownFields => Columns.SelectMany(column => column.SourceNames).Concat(Dropped);
}
