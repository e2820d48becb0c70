namespace Paklog.Lakehouse.DuckDb;

/// <summary>The one place where identifiers are quoted.</summary>
public static class DuckDbIdentifier
{
    /// <summary>Writes a name as SQL's delimited identifier: in double quotes, those within it doubled.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds NUL, which no DuckDB identifier may.</exception>
    public static string Quote(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('\0'))
            throw new ArgumentException("An identifier cannot hold a NUL character.", nameof(name));
        return $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Writes a qualified name, for instance <c>"silver"."orders"</c>; each part is quoted by itself.</summary>
    public static string Quote(params ReadOnlySpan<string> parts)
    {
        if (parts.IsEmpty)
            throw new ArgumentException("A qualified name needs at least one part.", nameof(parts));
        var quoted = new string[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            quoted[i] = Quote(parts[i]);
        return string.Join('.', quoted);
    }
}
