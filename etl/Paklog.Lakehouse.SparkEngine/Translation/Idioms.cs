using System.Text.Json;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>
/// Whole expressions of the toolkit that stand on types which Spark lacks (BIT, BIGNUM), beside what says the same on Spark. They are found by their trees; <c>_x</c> is any expression.
/// </summary>
internal sealed class Idioms
{
    private const string Hole = "_x";

    private readonly List<Idiom> idioms;

    public Idioms(DuckDbConnection parser)
    {
        var syntax = new DuckDbSyntax(parser);
        idioms =
        [
            new(syntax.ParseExpression(DecimalDecoding.Int128(Hole)), BinaryIntegers.Int128, SqlType.Decimal(38, 0)),
            new(syntax.ParseExpression(DecimalDecoding.LongDigits(Hole)), BinaryIntegers.Digits, SqlType.Text),
            new(syntax.ParseExpression(DecimalDecoding.IsNegative(Hole)), BinaryIntegers.IsNegative, SqlType.Boolean),
        ];
    }

    /// <summary>The idiom that a node is, with what stands in its hole.</summary>
    public Found? Find(JsonElement node)
    {
        foreach (var idiom in idioms)
        {
            JsonElement? argument = null;
            if (Matches(idiom.Pattern, node, ref argument) && argument is { } found)
                return new Found(found, idiom.Print, idiom.Type);
        }

        return null;
    }

    private static bool Matches(JsonElement pattern, JsonElement node, ref JsonElement? argument)
    {
        if (pattern.ValueKind != node.ValueKind)
            return false;
        if (pattern.ValueKind == JsonValueKind.Object)
            return pattern.Class() == "COLUMN_REF" && pattern.Words("column_names") is [Hole] ? Fills(node, ref argument) : MatchesMembers(pattern, node, ref argument);
        if (pattern.ValueKind != JsonValueKind.Array)
            return pattern.GetRawText() == node.GetRawText();
        if (pattern.GetArrayLength() != node.GetArrayLength())
            return false;
        foreach (var (left, right) in pattern.EnumerateArray().Zip(node.EnumerateArray()))
        {
            if (!Matches(left, right, ref argument))
                return false;
        }

        return true;
    }

    private static bool MatchesMembers(JsonElement pattern, JsonElement node, ref JsonElement? argument)
    {
        foreach (var member in pattern.EnumerateObject())
        {
            if (member.Name != "query_location" && !(node.TryGetProperty(member.Name, out var value) && Matches(member.Value, value, ref argument)))
                return false;
        }

        return true;
    }

    /// <summary>The hole stands for one expression, wherever it stands.</summary>
    private static bool Fills(JsonElement node, ref JsonElement? argument)
    {
        if (argument is not { } known)
        {
            argument = node;
            return true;
        }

        JsonElement? none = null;
        return Matches(known, node, ref none);
    }

    internal readonly record struct Found(JsonElement Argument, Func<string, string> Print, SqlType Type);

    private sealed record Idiom(JsonElement Pattern, Func<string, string> Print, SqlType Type);
}
