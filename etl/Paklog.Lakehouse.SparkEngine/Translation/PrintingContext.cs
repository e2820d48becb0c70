using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>What is known while one text is printed: what names stand for, and which names lambdas and common table expressions have brought into scope.</summary>
internal sealed class PrintingContext(string text, SparkBindings bindings, IReadOnlyList<object?> parameters, Idioms idioms)
{
    private const int Shown = 80;

    private readonly List<KeyValuePair<string, SparkText>> lambdas = [];
    private readonly List<KeyValuePair<string, CommonTable>> commonTables = [];
    private int names;

    public SparkBindings Bindings => bindings;

    public Idioms Idioms => idioms;

    public object? Parameter(string identifier) => int.TryParse(identifier, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= parameters.Count
        ? parameters[number - 1]
        : throw new LakehouseException($"A text for Spark has the parameter ${identifier}, and {parameters.Count} values were given: {text}");

    /// <summary>A name that no other part of the text bears.</summary>
    public string NewName(string stem) => string.Create(CultureInfo.InvariantCulture, $"_{stem}{++names}");

    public SparkText? Lambda(string name) => Last(lambdas, name);

    /// <summary>Prints with the parameters of a lambda in scope.</summary>
    public SparkText WithLambda(IReadOnlyList<KeyValuePair<string, SparkText>> given, Func<SparkText> print)
    {
        lambdas.AddRange(given);
        var printed = print();
        lambdas.RemoveRange(lambdas.Count - given.Count, given.Count);
        return printed;
    }

    /// <summary>Whether what is printed stands within TRY, where what fails is NULL.</summary>
    public bool IsTrying { get; private set; }

    public SparkText WithTry(Func<SparkText> print)
    {
        var outer = IsTrying;
        IsTrying = true;
        var printed = print();
        IsTrying = outer;
        return printed;
    }

    /// <summary>The relations of the innermost SELECT.</summary>
    public Scope Scope { get; private set; } = new();

    /// <summary>Prints a SELECT with a scope of its own.</summary>
    public SparkQuery WithScope(Func<SparkQuery> print)
    {
        var outer = Scope;
        Scope = new Scope();
        var printed = print();
        Scope = outer;
        return printed;
    }

    public CommonTable? FindCommonTable(string name) => Last(commonTables, name);

    public void AddCommonTable(string name, CommonTable table) => commonTables.Add(KeyValuePair.Create(name, table));

    public int CommonTables => commonTables.Count;

    public void ForgetCommonTables(int count) => commonTables.RemoveRange(count, commonTables.Count - count);

    /// <summary>The error for a construct that has no translation.</summary>
    public StatementException Unknown(string what, JsonElement node)
    {
        var at = node.ValueKind == JsonValueKind.Object && node.TryGetProperty("query_location", out var location) && location.TryGetInt64(out var offset) && offset < text.Length ? (int)offset : -1;
        var place = at < 0 ? text : text[Math.Max(0, at - (Shown / 4))..Math.Min(text.Length, at + Shown)];
        return new StatementException(
            $"{what} cannot be translated for Spark; write it otherwise, or add it to the list of functions of the Spark engine. It stands at: ... {(place.Length > 2 * Shown ? place[..(2 * Shown)] : place)} ...",
            at < 0 ? null : 1 + text.AsSpan(0, at).Count('\n'),
            null);
    }

    private static T? Last<T>(List<KeyValuePair<string, T>> scope, string name)
        where T : struct
    {
        var at = scope.FindLastIndex(pair => string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase));
        return at < 0 ? null : scope[at].Value;
    }
}
