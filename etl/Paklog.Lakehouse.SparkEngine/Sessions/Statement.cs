using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.SparkEngine.Sessions;

/// <summary>A statement of <see cref="Engine.ISqlSession"/>, taken apart: DuckDB's parser gives trees of SELECTs only.</summary>
internal abstract partial record Statement
{
    /// <exception cref="LakehouseException">It is none of those that an engine takes.</exception>
    public static Statement Read(string sql)
    {
        if (CreateAs().Match(sql) is { Success: true } made)
            return new Create(NameIn(made), made.Groups["kind"].Value.Equals("table", StringComparison.OrdinalIgnoreCase), made.Groups["select"].Value);
        if (CreateColumns().Match(sql) is { Success: true } empty)
            return new CreateEmpty(NameIn(empty));
        if (InsertInto().Match(sql) is { Success: true } added)
            return new Insert(NameIn(added), added.Groups["byname"].Success, added.Groups["select"].Value);
        if (DropTable().Match(sql) is { Success: true } dropped)
            return new Drop(NameIn(dropped));
        if (RenameTable().Match(sql) is { Success: true } renamed)
            return new Rename(NameIn(renamed), renamed.Groups["to"].Value);
        if (SetVariable().Match(sql) is { Success: true } set)
            return new Variable(set.Groups["name"].Value);
        return CreateSchema().IsMatch(sql) ? new Nothing() : throw new LakehouseException($"The Spark engine takes no such statement: {sql}");
    }

    /// <summary>A table of work or a view by the rows of a SELECT.</summary>
    public sealed record Create(TableName Name, bool IsTable, string Select) : Statement;

    /// <summary>A table of work without rows.</summary>
    public sealed record CreateEmpty(TableName Name) : Statement;

    public sealed record Insert(TableName Name, bool ByName, string Select) : Statement;

    public sealed record Drop(TableName Name) : Statement;

    public sealed record Rename(TableName Name, string To) : Statement;

    /// <summary>A variable becomes the first parameter.</summary>
    public sealed record Variable(string Name) : Statement;

    /// <summary>A statement that Spark need not hear.</summary>
    public sealed record Nothing : Statement;

    private const string NamePattern = """(?:(?<schema>"(?:[^"]|"")+"|\w+)[.])?(?<name>"(?:[^"]|"")+"|\w+)""";

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant;

    private static TableName NameIn(Match match) => new(match.Groups["schema"].Success ? Plain(match.Groups["schema"].Value) : null, Plain(match.Groups["name"].Value));

    private static string Plain(string name) => name[0] == '"' ? name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : name;

    [GeneratedRegex(@"^\s*create\s+(or\s+replace\s+)?(temp\s+)?(?<kind>table|view)\s+" + NamePattern + @"\s+as\s+(?<select>.*)$", Options)]
    private static partial Regex CreateAs();

    [GeneratedRegex(@"^\s*create\s+(or\s+replace\s+)?(temp\s+)?table\s+" + NamePattern + @"\s*\(", Options)]
    private static partial Regex CreateColumns();

    [GeneratedRegex(@"^\s*insert\s+into\s+" + NamePattern + @"\s+(?<byname>by\s+name\s+)?(?<select>.*)$", Options)]
    private static partial Regex InsertInto();

    [GeneratedRegex(@"^\s*drop\s+table\s+(if\s+exists\s+)?" + NamePattern + @"\s*$", Options)]
    private static partial Regex DropTable();

    [GeneratedRegex(@"^\s*alter\s+table\s+" + NamePattern + @"\s+rename\s+to\s+(?<to>\w+)\s*$", Options)]
    private static partial Regex RenameTable();

    [GeneratedRegex(@"^\s*set\s+variable\s+(?<name>\w+)\s*=\s*[$]1\b", Options)]
    private static partial Regex SetVariable();

    [GeneratedRegex(@"^\s*create\s+schema\b", Options)]
    private static partial Regex CreateSchema();
}
