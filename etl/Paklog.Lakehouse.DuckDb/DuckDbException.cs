using System.Globalization;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>DuckDB refused or failed a statement.</summary>
public sealed partial class DuckDbException : Exception
{
    private const int HeadLength = 200;

    internal DuckDbException(string engineMessage, DuckDbErrorKind kind, string? statement)
        : base(statement is null ? engineMessage : $"{engineMessage}\nStatement: {Head(statement)}")
    {
        EngineMessage = engineMessage;
        Kind = kind;
        Statement = statement is null ? null : Head(statement);
    }

    /// <summary>DuckDB's own words, which begin with the kind ("Catalog Error: ...") and may have several lines.</summary>
    public string EngineMessage { get; }

    public DuckDbErrorKind Kind { get; }

    /// <summary><see cref="EngineMessage"/> on one line, without the excerpt of the statement at its end.</summary>
    public string Sentence => string.Join(' ', (Excerpt is { Success: true } excerpt ? EngineMessage[..excerpt.Index] : EngineMessage).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The line of the statement, from 1, where DuckDB knows it.</summary>
    public int? Line => Excerpt is { Success: true } excerpt ? int.Parse(excerpt.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;

    private Match Excerpt => ExcerptPattern().Match(EngineMessage);

    /// <summary>The beginning of the statement on one line, at most 200 characters; null outside a statement.</summary>
    public string? Statement { get; }

    /// <summary>For the calls of the C API that give a message without its kind: the kind by the words it begins with.</summary>
    internal static DuckDbException FromMessage(string engineMessage, string? statement) => new(engineMessage, KindOf(engineMessage), statement);

    /// <summary>The words are EXCEPTION_MAP of DuckDB's src/common/exception.cpp.</summary>
    private static DuckDbErrorKind KindOf(string message)
    {
        var end = message.IndexOf(" Error: ", StringComparison.Ordinal);
        return end < 0 ? DuckDbErrorKind.Unknown : message.AsSpan(0, end) switch
        {
            "Out of Range" => DuckDbErrorKind.OutOfRange,
            "Conversion" => DuckDbErrorKind.Conversion,
            "TransactionContext" => DuckDbErrorKind.Transaction,
            "Not implemented" => DuckDbErrorKind.NotImplemented,
            "Catalog" => DuckDbErrorKind.Catalog,
            "Parser" => DuckDbErrorKind.Parser,
            "Syntax" => DuckDbErrorKind.Syntax,
            "Binder" => DuckDbErrorKind.Binder,
            "Constraint" => DuckDbErrorKind.Constraint,
            "Connection" => DuckDbErrorKind.Connection,
            "IO" => DuckDbErrorKind.IO,
            "INTERRUPT" => DuckDbErrorKind.Interrupt,
            "FATAL" => DuckDbErrorKind.Fatal,
            "INTERNAL" => DuckDbErrorKind.Internal,
            "Invalid Input" => DuckDbErrorKind.InvalidInput,
            "Invalid type" => DuckDbErrorKind.InvalidType,
            "Out of Memory" => DuckDbErrorKind.OutOfMemory,
            "Permission" => DuckDbErrorKind.Permission,
            "Dependency" => DuckDbErrorKind.Dependency,
            "Missing Extension" => DuckDbErrorKind.MissingExtension,
            "Extension Autoloading" => DuckDbErrorKind.Autoload,
            "HTTP" => DuckDbErrorKind.Http,
            "Sequence" => DuckDbErrorKind.Sequence,
            "Invalid Configuration" => DuckDbErrorKind.InvalidConfiguration,
            _ => DuckDbErrorKind.Unknown,
        };
    }

    [GeneratedRegex(@"\n\nLINE ([0-9]+): ")]
    private static partial Regex ExcerptPattern();

    private static string Head(string statement)
    {
        var words = string.Join(' ', statement.AsSpan(0, Math.Min(statement.Length, 4 * HeadLength)).ToString()
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (words.Length <= HeadLength && statement.Length <= 4 * HeadLength)
            return words;
        return words.Length <= HeadLength ? words + "..." : words[..HeadLength] + "...";
    }
}
