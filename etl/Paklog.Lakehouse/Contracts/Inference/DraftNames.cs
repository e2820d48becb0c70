namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>Names that a draft cannot take over from the source as they are.</summary>
internal static class DraftNames
{
    /// <summary>The source table's own name, as far as it can be that of a table of the lakehouse.</summary>
    public static string Table(string source)
    {
        var name = SourceName.Parse(source)?.Table ?? source;
        var table = string.Concat(name.Select(letter => letter == '.' || char.IsControl(letter) ? '_' : letter));
        return ContractRules.IsOwnTable(table) ? "source_" + table : table;
    }

    /// <summary>The contract with other names for columns that differ from one before them by case only.</summary>
    public static Contract Apart(Contract contract, Dictionary<string, string> guesses)
    {
        var first = new Dictionary<string, string>(ColumnNames.Comparer);
        var others = contract.Columns.Where(column => !first.TryAdd(column.Name, column.Name)).ToList();
        if (others.Count == 0)
            return contract;
        var names = new Dictionary<string, string>();
        foreach (var name in others.Select(column => column.Name))
        {
            var number = 2;
            while (!first.TryAdd($"{name}_{number}", name))
                number++;
            names.Add(name, $"{name}_{number}");
            guesses.Remove(name, out var guess);
            guesses[names[name]] = string.Join("; ", new[] { guess, $"{name} and {first[name]} differ by case only, which no engine tells apart" }.OfType<string>());
        }

        string Of(string name) => names.GetValueOrDefault(name, name);
        return contract with
        {
            Key = [.. contract.Key.Select(Of)],
            Columns = [.. contract.Columns.Select(column => names.ContainsKey(column.Name) ? column with { Name = Of(column.Name), RenamedFrom = [column.Name, .. column.RenamedFrom] } : column)],
        };
    }
}
