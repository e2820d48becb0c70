namespace Paklog.Lakehouse.Queries;

/// <summary>
/// What can be told of a statement without parsing it: the names in it, in the lexical rules of DuckDB (PostgreSQL's), so that only tables are opened that may be meant.
/// </summary>
internal sealed class SqlNames
{
    private readonly string sql;
    private readonly List<IReadOnlyList<string>> chains = [];
    private readonly List<List<Range>> places = [];
    private readonly List<string> words = [];
    private List<string>? open;
    private bool afterDot;
    private bool ended;
    private int at;

    private SqlNames(string sql)
    {
        this.sql = sql;
        End = sql.Length;
    }

    /// <summary>Names with what stands before their dots: <c>silver.orders</c> is one chain of two, also where it is written "silver" . "orders". Keywords and aliases are among them.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> Chains => chains;

    /// <summary>Where the parts of each chain stand in the text.</summary>
    internal IReadOnlyList<IReadOnlyList<Range>> Places => places;

    /// <summary>The words that stand before anything else, for instance EXPLAIN, ANALYZE, SELECT.</summary>
    internal IReadOnlyList<string> LeadingWords => words;

    /// <summary>Where the first statement ends: at its semicolon, or with the text.</summary>
    internal int End { get; private set; }

    /// <summary>True when something stands behind a semicolon.</summary>
    internal bool HasSeveralStatements { get; private set; }

    internal static SqlNames Read(string sql)
    {
        var names = new SqlNames(sql);
        names.Scan();
        return names;
    }

    private char Current => sql[at];

    private char Next => at + 1 < sql.Length ? sql[at + 1] : '\0';

    private void Scan()
    {
        var leading = true;
        while (at < sql.Length)
        {
            if (char.IsWhiteSpace(Current))
                at++;
            else if (Current == '-' && Next == '-')
                SkipTo(sql.IndexOf('\n', at), 1);
            else if (Current == '/' && Next == '*')
                SkipBlockComment();
            else
                leading = Token(leading);
        }
    }

    /// <summary>Takes what is neither space nor comment; returns whether still only words have been seen.</summary>
    private bool Token(bool leading)
    {
        if (ended)
            HasSeveralStatements = true;
        if (Current == '.')
        {
            afterDot = true;
            at++;
            return false;
        }

        var start = at;
        if (Current == '"')
        {
            Name(Quoted(), start);
            return false;
        }

        if (char.IsLetter(Current) || Current == '_')
        {
            var word = Word();
            if (at < sql.Length && Current == '\'' && word is "e" or "E")
                return SkipText(withEscapes: true);
            Name(word, start);
            if (leading)
                words.Add(word.ToUpperInvariant());
            return leading;
        }

        open = null;
        afterDot = false;
        if (Current == '\'')
            return SkipText(withEscapes: false);
        if (Current == '$' && SkipDollarQuoted())
            return false;
        if (char.IsDigit(Current))
            Word();
        else
            if (sql[at++] == ';' && !ended)
                (ended, End) = (true, at - 1);
        return false;
    }

    private void Name(string name, int start)
    {
        if (!afterDot || open is null)
        {
            chains.Add(open = []);
            places.Add([]);
        }

        open.Add(name);
        places[^1].Add(start..Math.Min(at, sql.Length));
        afterDot = false;
    }

    private string Word()
    {
        var start = at;
        while (at < sql.Length && (char.IsLetterOrDigit(Current) || Current is '_' or '$'))
            at++;
        return sql[start..at];
    }

    private string Quoted()
    {
        var start = ++at;
        while (at < sql.Length && (Current != '"' || Next == '"'))
            at += Current == '"' ? 2 : 1;
        var name = sql[start..Math.Min(at, sql.Length)].Replace("\"\"", "\"", StringComparison.Ordinal);
        at++;
        return name;
    }

    private bool SkipText(bool withEscapes)
    {
        open = null;
        for (at++; at < sql.Length && (Current != '\'' || Next == '\''); at++)
        {
            if (Current == '\'' || (withEscapes && Current == '\\'))
                at++;
        }

        at++;
        return false;
    }

    private bool SkipDollarQuoted()
    {
        var end = sql.IndexOf('$', at + 1);
        if (end < 0 || sql[(at + 1)..end].Any(character => !char.IsLetterOrDigit(character) && character != '_') || char.IsDigit(Next))
            return false;
        var mark = sql[at..(end + 1)];
        SkipTo(sql.IndexOf(mark, end + 1, StringComparison.Ordinal), mark.Length);
        return true;
    }

    private void SkipBlockComment()
    {
        var depth = 0;
        do
        {
            var opens = Current == '/' && Next == '*';
            var closes = Current == '*' && Next == '/';
            depth += opens ? 1 : closes ? -1 : 0;
            at += opens || closes ? 2 : 1;
        }
        while (depth > 0 && at < sql.Length);
    }

    private void SkipTo(int found, int length) => at = found < 0 ? sql.Length : found + length;
}
