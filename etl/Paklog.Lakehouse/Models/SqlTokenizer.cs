namespace Paklog.Lakehouse.Models;

/// <summary>
/// Cuts a model into tokens and refuses the lexical forms that DuckDB and Spark read differently: backticks are known to one only, a backslash within text is an escape in one only.
/// Names stand between double quotes as in the SQL standard; what runs on Spark itself says so by <c>spark.sql.ansi.doubleQuotedIdentifiers</c>, and <c>--engine spark</c> writes Spark's own quotes.
/// </summary>
internal sealed class SqlTokenizer(string sql, Action<int, string> error)
{
    private readonly List<SqlToken> _tokens = [];
    private int _at;
    private int _line = 1;

    internal List<SqlToken> Run()
    {
        while (_at < sql.Length)
        {
            var character = sql[_at];
            if (char.IsWhiteSpace(character))
                Skip();
            else if (character == '-' && Next == '-')
                Take(SqlTokenKind.LineComment, EndOfLine());
            else if (character == '/' && Next == '*')
                Take(SqlTokenKind.BlockComment, EndOf("*/", "The comment that begins here is not closed."));
            else if (character == '\'')
                TakeText();
            else if (character == '"')
                TakeQuoted();
            else if (IsLetter(character))
                Take(SqlTokenKind.Word, EndWhile(c => IsLetter(c) || char.IsAsciiDigit(c)));
            else if (char.IsAsciiDigit(character))
                Take(SqlTokenKind.Number, EndWhile(c => char.IsAsciiLetterOrDigit(c) || c == '.'));
            else
                TakeSymbol(character);
        }

        return _tokens;
    }

    private char Next => _at + 1 < sql.Length ? sql[_at + 1] : '\0';

    private void Skip()
    {
        if (sql[_at] == '\n')
            _line++;
        _at++;
    }

    private void Take(SqlTokenKind kind, int end)
    {
        var text = sql[_at..end];
        _tokens.Add(new SqlToken(kind, text, _at, _line));
        _line += text.Count(c => c == '\n');
        _at = end;
    }

    private void TakeText()
    {
        var end = EndOf("'", "The text that begins here is not closed.");
        if (sql.AsSpan(_at, end - _at).Contains('\\'))
            error(_line, "A backslash within a text is an escape in Spark and a plain character in DuckDB: write the text without one.");
        Take(SqlTokenKind.Text, end);
    }

    /// <summary>A quote within a name is doubled, so a name may be several pieces without anything between them.</summary>
    private void TakeQuoted()
    {
        var end = _at;
        while (end < sql.Length && sql[end] == '"' && (end == _at || sql[end - 1] == '"'))
        {
            var closing = sql.IndexOf('"', end + 1);
            if (closing < 0)
            {
                error(_line, "The name in double quotes that begins here is not closed.");
                end = sql.Length;
                break;
            }

            end = closing + 1;
        }

        var text = sql[_at..end];
        if (text.Contains('\n', StringComparison.Ordinal))
            error(_line, "A name in double quotes goes over the end of its line; a quote that is a part of it is written twice.");
        if (text == "\"\"")
            error(_line, "A name between double quotes is empty.");
        Take(text.Length > 1 ? SqlTokenKind.Quoted : SqlTokenKind.Symbol, end);
    }

    /// <summary>Letters beyond ASCII are letters to DuckDB, whatever they are.</summary>
    private static bool IsLetter(char character) => char.IsAsciiLetter(character) || character == '_' || character > '\x7f';

    private void TakeSymbol(char character)
    {
        switch (character)
        {
            case '`':
                error(_line, "A name in ` is known to Spark alone: write a name that is no plain word between double quotes.");
                break;
            case ';':
                error(_line, "A model is one SELECT without a semicolon.");
                break;
            case '?' or '$' or '@':
                error(_line, $"A model has no parameters, and '{character}' begins one.");
                break;
            case ':':
                error(_line, "A colon is no part of a model: write cast(x as type) for x::type, and no parameters.");
                break;
        }

        Take(SqlTokenKind.Symbol, character == ':' && Next == ':' ? _at + 2 : _at + 1);
    }

    private int EndOfLine()
    {
        var end = sql.IndexOf('\n', _at);
        if (end < 0)
            end = sql.Length;
        return sql[end - 1] == '\r' ? end - 1 : end;
    }

    private int EndOf(string mark, string otherwise)
    {
        var end = sql.IndexOf(mark, _at + mark.Length, StringComparison.Ordinal);
        if (end >= 0)
            return end + mark.Length;
        error(_line, otherwise);
        return sql.Length;
    }

    private int EndWhile(Func<char, bool> belongs)
    {
        var end = _at + 1;
        while (end < sql.Length && belongs(sql[end]))
            end++;
        return end;
    }
}
