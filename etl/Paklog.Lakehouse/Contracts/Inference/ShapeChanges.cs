namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>What happened to the columns of a table from shape to shape.</summary>
internal sealed class ShapeChanges
{
    private readonly Dictionary<string, List<string>> formerNames = new(StringComparer.Ordinal);

    internal HashSet<string> Added { get; } = new(StringComparer.Ordinal);

    internal HashSet<string> Dropped { get; } = new(StringComparer.Ordinal);

    internal static ShapeChanges Between(IReadOnlyList<TableShape> shapes)
    {
        var changes = new ShapeChanges();
        for (var i = 1; i < shapes.Count; i++)
            changes.Add(shapes[i - 1].Columns, shapes[i].Columns);
        return changes;
    }

    /// <summary>The names that a column had before, the latest first.</summary>
    internal IReadOnlyList<string> FormerNames(string name) => formerNames.TryGetValue(name, out var names) ? names : [];

    private void Add(IReadOnlyList<ColumnFact> before, IReadOnlyList<ColumnFact> after)
    {
        var gone = before.Where(column => after.All(other => other.Name != column.Name)).ToList();
        var come = after.Where(column => before.All(other => other.Name != column.Name)).ToList();

        // A rename keeps place and type; a drop and an add at once seldom do.
        if (gone is [var old] && come is [var new_] && old.Type == new_.Type && Place(before, old) == Place(after, new_))
        {
            formerNames[new_.Name] = [old.Name, .. FormerNames(old.Name)];
            formerNames.Remove(old.Name);
            return;
        }

        Dropped.UnionWith(gone.Select(column => column.Name));
        Dropped.ExceptWith(come.Select(column => column.Name));
        Added.UnionWith(come.Select(column => column.Name));
    }

    private static int Place(IReadOnlyList<ColumnFact> columns, ColumnFact column) => columns.ToList().IndexOf(column);
}
