namespace Paklog.Lakehouse.Contracts;

/// <summary>
/// Names as the engines tell them apart, which is not by case: DuckDB folds the letters of ASCII, Spark (by Java's <c>equalsIgnoreCase</c>) all letters, and to it ı, ſ and K are i, s and k too.
/// </summary>
internal sealed class ColumnNames : IEqualityComparer<string>
{
    public static ColumnNames Comparer { get; } = new();

    public bool Equals(string? x, string? y) => x is null || y is null ? x == y : Folded(x) == Folded(y);

    public int GetHashCode(string name) => Folded(name).GetHashCode(StringComparison.Ordinal);

    private static string Folded(string name) => string.Create(name.Length, name, (folded, from) =>
    {
        for (var index = 0; index < folded.Length; index++)
        {
            folded[index] = char.ToLowerInvariant(char.ToUpperInvariant(from[index])) switch
            {
                'ı' or 'İ' => 'i',
                'ſ' => 's',
                '\u212A' => 'k',
                var letter => letter,
            };
        }
    });
}
