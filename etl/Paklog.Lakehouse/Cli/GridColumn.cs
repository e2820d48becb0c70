namespace Paklog.Lakehouse.Cli;

/// <summary>A column of a <see cref="Grid"/>.</summary>
/// <param name="IsNumber">Numbers stand to the right.</param>
/// <param name="Style">Spectre's markup style for the values; null for none.</param>
internal sealed record GridColumn(string Title, bool IsNumber = false, string? Style = null)
{
    public static implicit operator GridColumn(string title) => new(title);

    internal static GridColumn Number(string title) => new(title, IsNumber: true);
}
