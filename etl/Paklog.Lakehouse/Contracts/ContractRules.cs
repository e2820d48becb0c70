using System.Text;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts;

/// <summary>What must hold within a contract and among those of a folder.</summary>
internal static class ContractRules
{
    /// <summary>A folder's name has 255 bytes at most, of which a history and eight digits of a uuid take some.</summary>
    private const int MaxTableBytes = 200;

    /// <summary>A list's element is a field to Iceberg, found by the list's name and this.</summary>
    private const string ElementOfList = ".element";

    /// <param name="fault">Takes the part at fault, a <see cref="ContractColumn"/> or the name of a top-level key, and the message.</param>
    internal static void Check(Contract contract, Action<object, string> fault)
    {
        CheckNames(contract, fault);
        CheckTable(contract.Table, message => fault("table", message));
        if (contract.Key.Count == 0)
            fault("key", "The key has no columns: name those that no two rows of the table have alike, for instance key: [id].");
        Exists("key", contract.Key);
        Exists("region", contract.Region is { } region ? [region] : []);
        Exists("history", contract.History?.Columns ?? []);
        Exists("parent", contract.Parent?.Key.Select(pair => pair.Column) ?? []);
        if (SourceName.Parse(contract.Source) is null)
            fault("source", $"The source '{contract.Source}' must be database.table (MySQL, MariaDB) or schema.table (PostgreSQL); a name that has a dot stands between double quotes, as in shop.\"order.items\".");
        if (contract.History is { } history && history.Tracked(contract.Columns).Count == 0)
            fault("history", "The history tracks no column.");
        foreach (var column in contract.Columns)
            CheckColumn(column, message => fault(column, message));

        void Exists(string part, IEnumerable<string> names)
        {
            foreach (var name in names.Where(name => contract.Find(name) is null))
                fault(part, $"'{part}' names the column '{name}', which the contract does not have.");
        }
    }

    /// <summary>Two contracts of one source or table are refused both: nobody knows which is meant. A child whose parent's contract is refused is none of it; its table cannot be run.</summary>
    /// <param name="refused">Files that are at fault already.</param>
    internal static void CheckTogether(IReadOnlyList<(string File, Contract Contract)> contracts, IReadOnlyDictionary<string, ContractTarget> refused, List<DeclarationFault> errors)
    {
        foreach (var (file, contract) in contracts)
        {
            var twin = contracts.FirstOrDefault(other => other.File != file && other.Contract.Source == contract.Source).File ?? refused.FirstOrDefault(other => other.Value.Said == contract.Source).Key;
            if (twin is not null)
                errors.Add(new DeclarationFault(file, 1, $"The source {contract.Source} has a contract already, in {twin}: take one of the two away."));
            twin = contracts.FirstOrDefault(other => other.File != file && other.Contract.Table == contract.Table).File ?? refused.FirstOrDefault(other => other.Value.Table == contract.Table).Key;
            if (twin is not null)
                errors.Add(new DeclarationFault(file, 1, $"The table {contract.Table} has a contract already, in {twin}: take one of the two away, or give it another table."));
        }

        var tables = contracts.DistinctBy(pair => pair.Contract.Table).ToDictionary(pair => pair.Contract.Table, pair => pair.Contract, StringComparer.Ordinal);
        foreach (var (file, contract) in contracts)
        {
            var tracked = contracts.FirstOrDefault(other => other.Contract.History is not null && contract.Table == other.Contract.Table + "_history");
            if (tracked.Contract is not null)
                errors.Add(new DeclarationFault(file, 1, $"The table cannot be named {contract.Table}: that is the history of {tracked.Contract.Table}, by {tracked.File}."));
        }

        foreach (var (file, contract) in contracts.Where(pair => pair.Contract.Parent is not null))
        {
            var parent = contract.Parent!;
            if (tables.TryGetValue(parent.Table, out var target))
            {
                if (!parent.Key.Select(pair => pair.ParentColumn).Order().SequenceEqual(target.Key.Order()))
                    errors.Add(new DeclarationFault(file, 1, $"'parent' must name the whole key of {parent.Table}: {string.Join(", ", target.Key)}."));
            }
            else if (!refused.Values.Any(other => other.Table == parent.Table))
            {
                errors.Add(new DeclarationFault(file, 1, $"The parent table {parent.Table} has no contract."));
            }
        }
    }

    internal static bool IsOwnTable(string table) => table.ToLowerInvariant() is "dead_letters" or "_landed";

    private static void CheckTable(string table, Action<string> fault)
    {
        if (IsOwnTable(table))
            fault($"The table cannot be named {table}: that is a table of the lakehouse's own.");
        if (Encoding.UTF8.GetByteCount(table) > MaxTableBytes)
            fault($"The name of the table has more than {MaxTableBytes} bytes, which the name of its folder cannot hold: choose a shorter one.");
        try
        {
            EntryName.Check(new TableIdentifier("silver", table));
        }
        catch (IcebergException error)
        {
            fault(error.Message);
        }
    }

    private static void CheckNames(Contract contract, Action<object, string> fault)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var column in contract.Columns.Where(column => !owners.TryAdd(column.Name, column.Name)))
            fault(column, $"The column {column.Name} stands twice.");
        foreach (var column in contract.Columns)
        {
            foreach (var former in column.RenamedFrom.Where(former => !owners.TryAdd(former, column.Name)))
                fault(column, $"{column.Name} cannot have been renamed from {former}: that name belongs to {owners[former]}.");
        }

        CheckSpelling(contract, fault);
        foreach (var dropped in contract.Dropped.Where(dropped => !owners.TryAdd(dropped, "the dropped columns")))
            fault("dropped", $"{dropped} cannot be dropped: that name belongs to {owners[dropped]}.");
    }

    /// <summary>What tables cannot hold, whatever the source can: engines find columns by their names without case, and a history has columns of its own.</summary>
    private static void CheckSpelling(Contract contract, Action<object, string> fault)
    {
        var names = new Dictionary<string, string>(ColumnNames.Comparer);
        foreach (var column in contract.Columns)
        {
            if (!names.TryAdd(column.Name, column.Name) && names[column.Name] is var other && other != column.Name)
                fault(column, $"The columns {other} and {column.Name} differ by case only, which no engine tells apart: {WayOut(column)}.");
            if (contract.History is not null && HistoryRule.VersionColumns.Contains(column.Name, ColumnNames.Comparer))
                fault(column, $"The history has a column {column.Name} of its own: {WayOut(column)}, or leave 'history' out.");
            if (column.SourceNames.FirstOrDefault(name => !IsText(name)) is not null)
                fault(column, $"A name of the column {column.Name.Replace("\0", "\\0", StringComparison.Ordinal)} holds NUL or broken Unicode, which no database has in names: mend it.");
        }

        foreach (var column in contract.Columns.Where(column => column.Type is ListType))
        {
            for (var (type, path) = (column.Type, column.Name + ElementOfList); type is ListType list; (type, path) = (list.Element, path + ElementOfList))
            {
                if (names.TryGetValue(path, out var other))
                    fault(contract.Find(other)!, $"The column {other} would have the name that Iceberg gives the elements of the list {column.Name}: {WayOut(contract.Find(other)!)}.");
            }
        }
    }

    private static string WayOut(ContractColumn column) => $"give this one another name and say where it is from, for instance {{ name: source_{column.Name}, renamedFrom: [{column.Name}], ... }}";

    private static bool IsText(string name) => name.EnumerateRunes().All(rune => rune.Value != 0 && rune != Rune.ReplacementChar);

    private static void CheckColumn(ContractColumn column, Action<string> fault)
    {
        if (!ContractTypes.Allows(column.Type, column.Encoding))
            fault($"{column.Name}: values of the encoding {column.Encoding} cannot become {column.Type}.");
        if (column.Default is { } value && !DefaultValue.Fits(value, column.Type))
            fault($"{column.Name}: the default '{value}' is no value of {column.Type}.");

        var number = column.Type.TypeId == TypeId.Decimal || column.Encoding.Kind == EncodingKind.NumericText;
        var floating = ContractTypes.IsFloating(column.Type);
        var temporal = ContractTypes.IsTemporal(column.Type);
        var clampable = temporal || column.Type.TypeId is TypeId.Int or TypeId.Long or TypeId.Decimal;
        if (column.OnNaN is not null && !number && !floating)
            fault($"{column.Name}: onNaN has no meaning for {column.Type}.");
        if (column.OnNaN == ValuePolicy.Clamp)
            fault($"{column.Name}: onNaN cannot be clamp, NaN is near to no number.");
        if (column.OnInfinity is not null && !number && !floating && !temporal)
            fault($"{column.Name}: onInfinity has no meaning for {column.Type}.");
        if (column.OnZeroDate is not null && !temporal)
            fault($"{column.Name}: onZeroDate has no meaning for {column.Type}.");
        if (!clampable && (column.OnInfinity == ValuePolicy.Clamp || column.OnOutOfRange == ValuePolicy.Clamp))
            fault($"{column.Name}: {column.Type} cannot be clamped.");
        if (!clampable && column.OnOutOfRange == ValuePolicy.Null)
            fault($"{column.Name}: onOutOfRange has no meaning for {column.Type}.");
    }
}
