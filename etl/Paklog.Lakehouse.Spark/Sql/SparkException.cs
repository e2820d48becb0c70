using System.Text.RegularExpressions;
using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>Spark refused a query, or failed at it: one sentence without the plan and the stack, which <see cref="JvmException.JavaStack"/> of the inner exception has.</summary>
public sealed partial class SparkException : Exception
{
    private SparkException(string message, JvmException cause)
        : base(message, cause)
    {
    }

    /// <summary>Spark's name of the error, for example <c>TABLE_OR_VIEW_NOT_FOUND</c>; null where it has none.</summary>
    public string? Condition { get; private init; }

    /// <summary>The SQLSTATE of the condition.</summary>
    public string? SqlState { get; private init; }

    /// <summary>The line of the SQL text, from 1, where Spark knows it.</summary>
    public int? Line { get; private init; }

    /// <summary>The characters before the place in its line, from 0, where Spark knows it.</summary>
    public int? Position { get; private init; }

    /// <summary>The Java class that was thrown, or of the cause that has the condition.</summary>
    public string JavaClass { get; private init; } = "";

    internal static SparkException Of(JvmException error, string method)
    {
        (JvmException thrown, string? condition) = error.Chain.Select(link => (Link: link, Condition: ConditionOf(link)))
            .FirstOrDefault(link => link.Condition is not null, (error, null));
        (int? line, int? position) = condition is null ? (null, null) : Place(thrown.Throwable!);
        return new SparkException(Sentence(thrown, method), error)
        {
            // Errors that have no name of their own yet are numbered like this, differently in each version.
            Condition = condition?.StartsWith("_LEGACY", StringComparison.Ordinal) == true ? null : condition,
            SqlState = condition is null ? null : Ask<string>(thrown.Throwable!, "getSqlState"),
            Line = line,
            Position = position,
            JavaClass = thrown.JavaClass,
        };
    }

    private static string Sentence(JvmException thrown, string method)
    {
        bool analysis = thrown.Throwable is not null && thrown.JavaClass.EndsWith("AnalysisException", StringComparison.Ordinal);
        string text = (analysis ? Ask<string>(thrown.Throwable!, "getSimpleMessage") : null) ?? thrown.JavaMessage ?? "";
        // The text of the query, the plan, and the stack of the executor come after the sentence.
        foreach (string end in (string[])["\n== ", ";\n'", "\n\tat ", "\n\nDriver stacktrace:"])
        {
            int at = text.IndexOf(end, StringComparison.Ordinal);
            text = at < 0 ? text : text[..at];
        }

        text = Trailer().Replace(text.Trim(), "").Trim().ReplaceLineEndings(" ");
        return text.Length > 0 ? text : $"Spark's {method} failed with {thrown.JavaClass}.";
    }

    // Of SparkThrowable: getCondition since Spark 4.0, getErrorClass before.
    private static string? ConditionOf(JvmException link) =>
        link.Throwable is not { } throwable ? null : Ask<string>(throwable, "getCondition") ?? Ask<string>(throwable, "getErrorClass");

    private static (int? Line, int? Position) Place(JvmObject throwable)
    {
        if (Option(throwable, "line") is { } line)
            return (line, Option(throwable, "startPosition"));
        using JvmObject? contexts = Ask<JvmObject>(throwable, "getQueryContext");
        if (contexts is null || contexts.Length() == 0)
            return (null, null);
        using var context = (JvmObject?)contexts.GetElement(0);
        return context is null ? (null, null) : (Option(context, "line"), Option(context, "startPosition"));
    }

    private static int? Option(JvmObject owner, string method)
    {
        using JvmObject? option = Ask<JvmObject>(owner, method);
        return option is not null && Ask<object>(option, "isDefined") is true ? Ask<object>(option, "get") as int? : null;
    }

    // What an exception of another class does not have is unknown.
    private static T? Ask<T>(JvmObject owner, string method)
        where T : class
    {
        try
        {
            return owner.Call(method) as T;
        }
        catch (JvmException)
        {
            return null;
        }
    }

    // What Condition, SqlState, Line and Position say.
    [GeneratedRegex(@"(\s*SQLSTATE: \w{5})?(\s*\(line \d+, pos \d+\)|;? ?line \d+ pos \d+)?;?$")]
    private static partial Regex Trailer();
}
