namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>The relations in the FROM of one SELECT and what is known of their columns' types: what a subquery's own text says, nothing of a table.</summary>
internal sealed class Scope
{
    private readonly List<(string? Alias, IReadOnlyDictionary<string, SqlType> Types)> sources = [];

    public static IReadOnlyDictionary<string, SqlType> NoTypes { get; } = new Dictionary<string, SqlType>();

    public void Add(string? alias, IReadOnlyDictionary<string, SqlType> types) => sources.Add((alias, types));

    /// <summary>The type of a column, or of a field of one, by its path.</summary>
    public SqlType TypeOf(IReadOnlyList<string> path)
    {
        if (path.Count > 1 && sources.Find(source => string.Equals(source.Alias, path[0], StringComparison.OrdinalIgnoreCase)) is { Alias: not null } named)
            return Fields(named.Types.GetValueOrDefault(path[1]), path.Skip(2));
        var found = sources.Where(source => source.Types.ContainsKey(path[0])).Select(source => source.Types[path[0]]).ToList();
        return found.Count > 0 && found.TrueForAll(type => type == found[0]) ? Fields(found[0], path.Skip(1)) : SqlType.Unknown;
    }

    /// <summary>What a star stands for, of all relations or of one.</summary>
    public IEnumerable<KeyValuePair<string, SqlType>> Star(string? alias) =>
        sources.Where(source => alias is null || string.Equals(source.Alias, alias, StringComparison.OrdinalIgnoreCase)).SelectMany(source => source.Types);

    /// <summary>The columns under the names that an alias gives the first of them.</summary>
    public static IReadOnlyDictionary<string, SqlType> Renamed(IReadOnlyList<KeyValuePair<string, SqlType>> columns, IReadOnlyList<string> names) =>
        ByName(columns.Select((column, index) => index < names.Count ? KeyValuePair.Create(names[index], column.Value) : column));

    public static IReadOnlyDictionary<string, SqlType> ByName(IEnumerable<KeyValuePair<string, SqlType>> columns)
    {
        var types = new Dictionary<string, SqlType>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, type) in columns)
            types[name] = types.ContainsKey(name) ? SqlType.Unknown : type;
        return types;
    }

    private static SqlType Fields(SqlType? type, IEnumerable<string> path) => path.Aggregate(type ?? SqlType.Unknown, (record, name) => record.Field(name));
}
