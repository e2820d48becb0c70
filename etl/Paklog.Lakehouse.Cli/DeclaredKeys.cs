using Paklog.Lakehouse.Contracts.Inference;

namespace Paklog.Lakehouse.Cli;

/// <summary>The keys that a person says on the command line, as <c>TABLE=COLUMN,COLUMN</c>: for tables whose messages have none.</summary>
internal static class DeclaredKeys
{
    /// <exception cref="UsageException">An option names no table or column of the drafts, or two name one table.</exception>
    internal static IReadOnlyList<ContractDraft> Apply(IReadOnlyList<ContractDraft> drafts, IReadOnlyList<string> options)
    {
        var keys = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var option in options)
        {
            var (draft, columns) = Read(drafts, option);
            if (!keys.TryAdd(draft.Contract.Source, columns))
                throw new UsageException($"Two --key name the table {draft.Contract.Source}.");
        }

        return [.. drafts.Select(draft => keys.TryGetValue(draft.Contract.Source, out var key) ? draft.WithKey(key) : draft)];
    }

    /// <summary>A name may hold the signs that part the option, so what the drafts have decides.</summary>
    private static (ContractDraft Draft, IReadOnlyList<string> Columns) Read(IReadOnlyList<ContractDraft> drafts, string option)
    {
        if (!option.Contains('=', StringComparison.Ordinal))
            throw new UsageException($"--key '{option}' must be TABLE=COLUMNS, for instance shop.visits=id.");
        var named = drafts.Where(draft => IsOf(draft.Contract.Source, option)).ToList();
        if (named.Count == 0)
            named = [.. drafts.Where(draft => IsOf(draft.Contract.Table, option))];
        if (named is not [var found])
        {
            throw new UsageException(named.Count == 0
                ? $"--key '{option}' names no table of the input; there are {string.Join(", ", drafts.Select(draft => draft.Contract.Source))}."
                : $"--key '{option}' names several tables: write {string.Join(" or ", named.Select(draft => draft.Contract.Source))}.");
        }

        var name = IsOf(found.Contract.Source, option) ? found.Contract.Source : found.Contract.Table;
        var columns = option[(name.Length + 1)..];
        IReadOnlyList<string> key = found.Contract.Find(columns) is null ? columns.Split(',', StringSplitOptions.TrimEntries) : [columns];
        if (key.FirstOrDefault(column => found.Contract.Find(column) is null) is { } unknown)
            throw new UsageException($"--key '{option}' names the column '{unknown}', which {found.Contract.Source} does not have; it has {string.Join(", ", found.Contract.Columns.Select(column => column.Name))}.");
        return key.Distinct().Count() == key.Count ? (found, key) : throw new UsageException($"--key '{option}' names a column twice.");
    }

    private static bool IsOf(string name, string option) => option.StartsWith(name + "=", StringComparison.Ordinal);
}
