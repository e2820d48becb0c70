namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>A table's name. Nested namespaces are written with dots; the name itself has none: a dot in it, or in a level of the namespace, is <c>%2E</c> (<see cref="EntryName"/>).</summary>
public sealed record TableIdentifier(string Namespace, string Name)
{
    /// <summary>The name as its owner gave it, dots and all.</summary>
    public string PlainName => EntryName.Unescape(Name);

    /// <summary>Reads what <see cref="ToString"/> gives: what stands before the last dot is the namespace.</summary>
    public static TableIdentifier Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var dot = text.LastIndexOf('.');
        if (dot <= 0 || dot == text.Length - 1)
            throw new FormatException($"'{text}' names no table; write namespace.name, as in silver.orders.");
        return new TableIdentifier(text[..dot], text[(dot + 1)..]);
    }

    /// <summary>Reads a name as people write it, and as <see cref="Show"/> gives it: a part between double quotes may have dots of its own, as in <c>sales."Order.Items"</c>.</summary>
    /// <exception cref="FormatException">It is no such name.</exception>
    public static TableIdentifier Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Parts(text) is not { Count: > 1 } parts)
            throw new FormatException($"'{text}' names no table; write namespace.name, as in silver.orders, and a part with dots of its own in double quotes.");
        return new TableIdentifier(string.Join('.', parts.Take(parts.Count - 1)), parts[^1]);
    }

    /// <summary>A table by its own name, which may have dots.</summary>
    public static TableIdentifier Of(string ns, string plainName) => new(ns, EntryName.Escape(plainName));

    /// <summary>For people, and for SQL: parts that hold dots or quotes stand between double quotes.</summary>
    public string Show() => string.Join('.', Namespace.Split('.').Append(Name).Select(ShowPart));

    /// <summary>Whether people may mean this table by a text: its name, with or without the namespace, and with or without quotes.</summary>
    public bool IsCalled(string text) =>
        Parts(text) switch
        {
            [var name] when name == Name => true,
            { Count: > 1 } parts when string.Join('.', parts) == ToString() => true,
            _ => text == PlainName || text == $"{EntryName.Unescape(Namespace)}.{PlainName}",
        };

    public override string ToString() => $"{Namespace}.{Name}";

    /// <summary>The parts as a catalog keeps them: between quotes a name is its owner's, without it may be an escaped one.</summary>
    private static List<string>? Parts(string text) => QuotedName.Parts(text)?.Select(part => part.IsQuoted ? EntryName.Escape(part.Text) : part.Text).ToList();

    private static string ShowPart(string part) => EntryName.Unescape(part) is var plain && QuotedName.Write(plain) is var written && written != plain ? written : part;
}
