namespace Paklog.Lakehouse.Models;

/// <summary>
/// Cuts a model into tokens and refuses the lexical forms that DuckDB and Spark read differently: double quotes are identifiers in one and
/// text in the other, backticks are known to one only, a backslash within text is an escape in one only.
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
            else if (char.IsAsciiLetter(character) || character == '_')
                Take(SqlTokenKind.Word, EndWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
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

    private void TakeSymbol(char character)
    {
        switch (character)
        {
            case '"' or '`':
                error(_line, $"A name in {character} means different things to DuckDB and Spark: use plain names.");
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
