namespace Paklog.Lakehouse.Cli;

/// <summary>A column of a <see cref="Grid"/>.</summary>
internal sealed record GridColumn(string Title, GridColumnKind Kind = GridColumnKind.Text)
{
    internal bool IsText => Kind == GridColumnKind.Text;

    public static implicit operator GridColumn(string title) => new(title);

    internal static GridColumn Number(string title) => new(title, GridColumnKind.Number);

    internal static GridColumn Whole(string title) => new(title, GridColumnKind.Whole);
}

internal enum GridColumnKind
{
    /// <summary>May be cut.</summary>
    Text,

    /// <summary>Is never cut and stands to the right.</summary>
    Number,

    /// <summary>Is never cut: a date, a time, a flag.</summary>
    Whole,
}
