using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Models;

/// <summary>What a SELECT says of itself: the tables that it names and its output columns. It knows clauses and parentheses, not expressions.</summary>
internal sealed class SelectReader
{
    internal static readonly string[] Layers = ["bronze", "silver", "gold"];

    private readonly List<SqlToken> _tokens;
    private readonly Action<int, string> _error;
    private readonly HashSet<string> _withNames;
    private readonly SortedDictionary<string, TableIdentifier> _inputs = new(StringComparer.Ordinal);

    /// <param name="tokens">Without comments, at least one.</param>
    /// <param name="error">Takes the line and the sentence of a fault.</param>
    internal SelectReader(List<SqlToken> tokens, Action<int, string> error)
    {
        _tokens = tokens;
        _error = error;
        _withNames = WithNames();
    }

    internal IReadOnlyList<TableIdentifier> Inputs()
    {
        if (!Is(0, "select") && !Is(0, "with"))
            _error(_tokens[0].Line, $"A model is one SELECT, with its WITH before it; this begins with '{_tokens[0].Text}'.");

        // Of each open parenthesis: whether a query stands in it. A FROM in any other belongs to a function, as in extract(year from x).
        var queries = new Stack<bool>([true]);
        for (var i = 0; i < _tokens.Count; i++)
        {
            if (Is(i, "("))
                queries.Push(Is(i + 1, "select") || Is(i + 1, "with"));
            else if (Is(i, ")") && queries.Count > 1)
                queries.Pop();
            else if (Is(i, "join") || (Is(i, "from") && queries.Peek() && !Is(i - 1, "distinct")))
                TakeSource(i + 1);
            else if (IsLayered(i) && !Is(i - 1, ".") && !Is(i - 1, "from") && !Is(i - 1, "join"))
                _error(_tokens[i].Line, $"{_tokens[i].Text}.{_tokens[i + 2].Text} must stand behind FROM or JOIN; columns go by the table's alias.");
            else if (Is(i, "*") && (Is(i - 1, "select") || Is(i - 1, "distinct") || Is(i - 1, ".")))
                _error(_tokens[i].Line, "Write the columns one by one: with * the output changes when an input does.");
            else if (Is(i, "all") && Is(i - 1, "by"))
                _error(_tokens[i].Line, "Write the columns of GROUP BY and ORDER BY one by one: ALL changes its meaning when the output does.");
        }

        return [.. _inputs.Values];
    }

    /// <summary>The names of the columns of the outermost SELECT; of a UNION, those of its first.</summary>
    internal IReadOnlyList<string> Columns()
    {
        var columns = new List<string>();
        var start = TopLevel(0, "select") + 1;
        if (start == 0)
            return columns;
        if (Is(start, "distinct"))
            start++;
        for (var i = start; ;)
        {
            var end = TopLevel(i, ",", "from", "union", "intersect", "except", "where", "group", "order", "limit");
            var last = (end < 0 ? _tokens.Count : end) - 1;
            if (last >= i && _tokens[last].IsName && (last == i || Is(last - 1, "as") || (last == i + 2 && Is(last - 1, "."))))
                columns.Add(_tokens[last].Name);
            else
                _error(_tokens[Math.Min(i, _tokens.Count - 1)].Line, $"Output column {columns.Count + 1} has no name: end it with AS and a name.");
            if (end < 0 || !Is(end, ","))
                break;
            i = end + 1;
        }

        foreach (var name in columns.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key))
            _error(_tokens[start].Line, $"Two output columns are called {name}, which may differ in upper and lower case only: the engines cannot tell them apart.");
        return columns;
    }

    private void TakeSource(int i)
    {
        if (IsLayered(i))
        {
            var table = TableIdentifier.Of(_tokens[i].Text.ToLowerInvariant(), Folded(_tokens[i + 2]));
            if (_inputs.Values.FirstOrDefault(other => other != table && other.ToString().Equals(table.ToString(), StringComparison.OrdinalIgnoreCase)) is { } twin)
                _error(_tokens[i].Line, $"{table.Show()} and {twin.Show()} differ in upper and lower case only: the engines cannot tell them apart within one model.");
            _inputs[table.ToString()] = table;
        }
        else if (!Is(i, "(") && (i >= _tokens.Count || !_tokens[i].IsName || Is(i + 1, ".") || !_withNames.Contains(_tokens[i].Name)))
        {
            var name = i < _tokens.Count ? _tokens[i].Text + (Is(i + 1, ".") && i + 2 < _tokens.Count ? $".{_tokens[i + 2].Text}" : "") : "nothing";
            _error(_tokens[i - 1].Line, $"{name} is neither a name from WITH nor a table: write layer.table with layer bronze, silver or gold.");
        }
    }

    /// <summary>The names that WITH gives: <c>name as (select</c>, with or without columns behind the name.</summary>
    private HashSet<string> WithNames()
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 1; i + 2 < _tokens.Count; i++)
        {
            if (!Is(i, "as") || !Is(i + 1, "(") || !(Is(i + 2, "select") || Is(i + 2, "with")))
                continue;
            var name = i - 1;
            if (Is(name, ")"))
            {
                while (name > 0 && !Is(name, "("))
                    name--;
                name--;
            }

            if (name >= 0)
                names.Add(_tokens[name].Name);
        }

        return names;
    }

    /// <summary>The index of the first such token from <paramref name="start"/> on that stands in no further parenthesis; -1 when there is none.</summary>
    private int TopLevel(int start, params ReadOnlySpan<string> texts)
    {
        var depth = 0;
        for (var i = start; i < _tokens.Count; i++)
        {
            if (Is(i, "("))
                depth++;
            else if (Is(i, ")"))
                depth--;
            foreach (var text in texts)
            {
                if (depth == 0 && Is(i, text) && !(text == "from" && Is(i - 1, "distinct")))
                    return i;
            }
        }

        return -1;
    }

    private bool IsLayered(int i) =>
        i >= 0 && i + 2 < _tokens.Count && _tokens[i].Kind == SqlTokenKind.Word && Is(i + 1, ".") && _tokens[i + 2].IsName
        && Layers.Contains(_tokens[i].Text, StringComparer.OrdinalIgnoreCase);

    /// <summary>The name of a table: a plain word is in lower case however it is written, letters beyond ASCII apart, which the engines do not fold alike.</summary>
    private static string Folded(SqlToken name) => name.Kind == SqlTokenKind.Word ? string.Concat(name.Text.Select(character => char.IsAscii(character) ? char.ToLowerInvariant(character) : character)) : name.Name;

    private bool Is(int i, string text) => i >= 0 && i < _tokens.Count && _tokens[i].Is(text);
}
