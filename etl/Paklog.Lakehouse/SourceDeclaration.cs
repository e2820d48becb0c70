using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Iceberg;

namespace Paklog.Lakehouse;

/// <summary>A source table, declared in C#: what a contract file says (conf/README.md). Faults are found when the lakehouse is opened.</summary>
public sealed class SourceDeclaration
{
    private readonly string source;
    private readonly List<(string Name, string Type, ColumnDeclaration More)> columns = [];
    private string? table;
    private IReadOnlyList<string> key = [];
    private string? region;
    private ParentRule? parent;
    private IReadOnlyList<string> dropped = [];

    internal SourceDeclaration(string source) => this.source = source;

    /// <summary>The table in Bronze and Silver, which must be lower case; the source's own name where this is not called.</summary>
    internal string Name => table ?? SourceName.Parse(source)?.Table ?? source;

    /// <summary>Names the table in Bronze and Silver otherwise than the source does.</summary>
    public SourceDeclaration As(string name)
    {
        table = name;
        return this;
    }

    /// <summary>The columns that no two rows have alike.</summary>
    public SourceDeclaration Key(params IReadOnlyList<string> names)
    {
        key = names;
        return this;
    }

    /// <summary>The column that partitions Bronze beside the day.</summary>
    public SourceDeclaration PartitionedBy(string column)
    {
        region = column;
        return this;
    }

    /// <summary>A column of the Silver table; they stand there in the order of these calls.</summary>
    /// <param name="type">An Iceberg type as contracts write it: <c>long</c>, <c>decimal(18,2)</c>, <c>timestamptz</c>.</param>
    /// <param name="declare">What else is to be said of the column.</param>
    public SourceDeclaration Column(string name, string type, Action<ColumnDeclaration>? declare = null)
    {
        var rest = new ColumnDeclaration();
        declare?.Invoke(rest);
        columns.Add((name, type, rest));
        return this;
    }

    /// <summary>Columns that the source had and has no more.</summary>
    public SourceDeclaration Dropped(params IReadOnlyList<string> names)
    {
        dropped = names;
        return this;
    }

    /// <summary>Rows go with their parent's row, for sources that send no events for what ON DELETE CASCADE removes.</summary>
    /// <param name="parentTable">The Silver table of the parent.</param>
    /// <param name="keys">This table's columns and the columns of the parent's key that they name.</param>
    public SourceDeclaration DeletedWith(string parentTable, params IReadOnlyList<(string Column, string ParentColumn)> keys)
    {
        parent = new ParentRule(parentTable, [.. keys.Select(pair => new ParentKey(pair.Column, pair.ParentColumn))]);
        return this;
    }

    /// <param name="place">Of the declaration.</param>
    internal DeclaredContract Build(DeclarationPlace place, HistoryRule? history)
    {
        var faults = new List<DeclarationFault>();
        var contract = new Contract
        {
            Source = SourceName.Parse(source)?.ToString() ?? source,
            Table = Name,
            Key = key,
            Region = region,
            History = history,
            Parent = parent,
            Columns = [.. columns.Select(column => Build(column.Name, column.Type, column.More, message => faults.Add(place.Fault(message)))).OfType<ContractColumn>()],
            Dropped = dropped,
        };
        if (columns.Count == 0)
            faults.Add(place.Fault("The table has no columns: declare each by Column(name, type)."));
        if (faults.Count == 0)
            ContractRules.Check(contract, (_, message) => faults.Add(place.Fault(message)));
        return new DeclaredContract(place.Name, faults.Count == 0 ? contract : null, new ContractTarget(source, Name, history is not null), faults);
    }

    private ContractColumn? Build(string name, string type, ColumnDeclaration rest, Action<string> fault)
    {
        try
        {
            return rest.Build(name, ContractTypes.Parse(type), key.Contains(name), fault);
        }
        catch (IcebergException error)
        {
            fault($"The type of {name} cannot be used: {error.Message}");
            return null;
        }
    }
}
