using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts;

/// <summary>What must hold within a contract and among those of a folder.</summary>
internal static class ContractRules
{
    /// <param name="fault">Takes the part at fault, a <see cref="ContractColumn"/> or the name of a top-level key, and the message.</param>
    internal static void Check(Contract contract, Action<object, string> fault)
    {
        CheckNames(contract, fault);
        if (contract.Table is "dead_letters" or "_landed")
            fault("table", $"The table cannot be named {contract.Table}: that is a table of the lakehouse's own.");
        if (contract.Key.Count == 0)
            fault("key", "The key has no columns: name those that no two rows of the table have alike, for instance key: [id].");
        Exists("key", contract.Key);
        Exists("region", contract.Region is { } region ? [region] : []);
        Exists("history", contract.History?.Columns ?? []);
        Exists("parent", contract.Parent?.Key.Select(pair => pair.Column) ?? []);
        if (contract.Source.Count(character => character == '.') != 1)
            fault("source", $"The source '{contract.Source}' must be database.table (MySQL, MariaDB) or schema.table (PostgreSQL).");
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

    internal static void CheckTogether(IReadOnlyList<(string File, Contract Contract)> contracts, List<ContractError> errors)
    {
        var tables = new Dictionary<string, (string File, Contract Contract)>(StringComparer.Ordinal);
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (file, contract) in contracts)
        {
            if (!sources.TryAdd(contract.Source, file))
                errors.Add(new ContractError(file, 1, $"The source {contract.Source} has a contract already, in {sources[contract.Source]}."));
            if (!tables.TryAdd(contract.Table, (file, contract)))
                errors.Add(new ContractError(file, 1, $"The table {contract.Table} has a contract already, in {tables[contract.Table].File}."));
        }

        foreach (var (file, contract) in contracts.Where(pair => pair.Contract.Parent is not null))
        {
            var parent = contract.Parent!;
            if (!tables.TryGetValue(parent.Table, out var target))
                errors.Add(new ContractError(file, 1, $"The parent table {parent.Table} has no contract."));
            else if (!parent.Key.Select(pair => pair.ParentColumn).Order().SequenceEqual(target.Contract.Key.Order()))
                errors.Add(new ContractError(file, 1, $"'parent' must name the whole key of {parent.Table}: {string.Join(", ", target.Contract.Key)}."));
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

        foreach (var dropped in contract.Dropped.Where(dropped => !owners.TryAdd(dropped, "the dropped columns")))
            fault("dropped", $"{dropped} cannot be dropped: that name belongs to {owners[dropped]}.");
    }

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
