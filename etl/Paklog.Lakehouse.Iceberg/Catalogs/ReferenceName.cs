namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>
/// Which names a branch or tag may have: Nessie's rules (its <c>Validation</c>: a letter, then letters, digits and <c>. _ - /</c>, no two dots in a row, a letter,
/// digit, <c>_</c> or <c>-</c> at the end; no <c>HEAD</c>, <c>DETACHED</c>, nothing that looks like a hash), and no <c>.lock</c> at the end and no empty part between slashes.
/// </summary>
public static class ReferenceName
{
    private const int MaxLength = 200;

    public static bool IsValid(string name) => Flaw(name) is null;

    public static void Check(string name)
    {
        if (Flaw(name) is { } flaw)
        {
            throw new IcebergException(
                IcebergErrorKind.ValidationFailed, $"'{name}' cannot be the name of a branch or tag: {flaw}. Write something like run/2026-01-31 or release-1.0.");
        }
    }

    /// <summary>A reference's file name: <c>/</c> is written <c>%2F</c>, which no name holds otherwise. Flat files let <c>a</c> and <c>a/b</c> exist together.</summary>
    internal static string ToFileName(string name) => name.Replace("/", "%2F", StringComparison.Ordinal);

    private static string? Flaw(string name) =>
        name.Length == 0 ? "it is empty"
        : name.Length > MaxLength ? $"it is longer than {MaxLength} characters"
        : !char.IsAsciiLetter(name[0]) ? "it does not begin with a letter from a to z"
        : !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/') ? "it holds something else than letters from a to z, digits and . _ - /"
        : name.Contains("..", StringComparison.Ordinal) ? "it holds two dots in a row"
        : name.Contains("//", StringComparison.Ordinal) ? "it holds two slashes in a row"
        : name[^1] is '.' or '/' ? "it ends with a dot or a slash"
        : name.EndsWith(".lock", StringComparison.OrdinalIgnoreCase) ? "it ends with .lock"
        : name is "HEAD" or "DETACHED" ? "the name is reserved"
        : name.Length is >= 8 and <= 64 && name.All(char.IsAsciiHexDigit) ? "it looks like a commit hash"
        : null;
}
