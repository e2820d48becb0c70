using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Paklog.Lakehouse.Cli;

/// <summary>A table for people: one line a row, cut to the width of the terminal, and it says what was cut.</summary>
internal sealed class Grid(params IReadOnlyList<GridColumn> titled)
{
    private const int Gap = 2;
    private const int WidestInTerminal = 60;
    private const int NarrowestCut = 8;

    private readonly List<GridColumn> columns = [.. titled.Select(column => column with { Title = Visible(column.Title) })];
    private readonly List<string?[]> rows = [];

    internal int Count => rows.Count;

    /// <summary>Adds a row; null is shown as a dimmed null.</summary>
    internal void Add(params string?[] cells) => rows.Add([.. cells.Select(cell => cell is null ? null : Visible(cell))]);

    /// <param name="width">The columns of the terminal; null where nothing limits a line.</param>
    internal void WriteTo(IAnsiConsole console, int? width)
    {
        var widths = Fit(width);
        WriteRow(console, widths, index => columns[index].Title, "bold");
        foreach (var row in rows)
            WriteRow(console, widths, index => row[index], null);
        if (widths.Count < columns.Count)
        {
            var lacking = string.Join(", ", columns.Skip(widths.Count).Select(column => column.Title));
            console.MarkupLine($"[grey]the terminal is too narrow for {columns.Count - widths.Count} of {columns.Count} columns: {Markup.Escape(lacking)}[/]");
        }

    }

    /// <summary>How many cells of a terminal a text takes.</summary>
    internal static int Width(string text) => new Segment(text).CellCount();

    /// <summary>Characters that would move the cursor or break the line become visible ones: values come from anywhere.</summary>
    internal static string Visible(string text)
    {
        if (!text.Any(IsDisturbing))
            return text;
        var visible = new StringBuilder(text.Length);
        foreach (var character in text)
            visible.Append(character == '\n' ? '↵' : character == '\t' ? ' ' : IsDisturbing(character) ? '·' : character);
        return visible.ToString();
    }

    /// <summary>Control characters, ends of lines and paragraphs, and marks that turn the direction of what stands behind them.</summary>
    private static bool IsDisturbing(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    /// <summary>The widths of the columns that fit: of texts the widest is cut first, then the last columns go. A number is shown whole or not at all.</summary>
    private List<int> Fit(int? available)
    {
        var widths = columns.Select((column, index) => rows.Select(row => Width(row[index] ?? "null")).Append(Width(column.Title)).Max()).ToList();
        if (available is null)
            return widths;
        widths = [.. widths.Select((width, index) => columns[index].IsText ? Math.Min(width, WidestInTerminal) : width)];
        while (widths.Count > 1 && widths.Sum() + (Gap * (widths.Count - 1)) > available)
        {
            var widest = Enumerable.Range(0, widths.Count).MaxBy(index => columns[index].IsText ? widths[index] : 0);
            if (columns[widest].IsText && widths[widest] > NarrowestCut)
                widths[widest]--;
            else
                widths.RemoveAt(widths.Count - 1);
        }

        return widths;
    }

    private void WriteRow(IAnsiConsole console, List<int> widths, Func<int, string?> cell, string? style)
    {
        var line = new StringBuilder();
        for (var index = 0; index < widths.Count; index++)
        {
            var value = cell(index);
            var text = Cut(value ?? "null", widths[index]);
            var padding = new string(' ', Math.Max(0, widths[index] - Width(text)));
            var marked = Markup.Escape(text);
            var look = value is null ? "grey" : style;
            if (look is not null)
                marked = $"[{look}]{marked}[/]";
            line.Append(index == 0 ? "" : new string(' ', Gap));
            line.Append(columns[index].Kind == GridColumnKind.Number ? padding + marked : index == widths.Count - 1 ? marked : marked + padding);
        }

        console.Write(new Markup(line.ToString()) { Overflow = Overflow.Crop });
        console.WriteLine();
    }

    private static string Cut(string text, int width)
    {
        if (Width(text) <= width)
            return text;
        var cut = new StringBuilder();
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            used += Width(rune.ToString());
            if (used > width - 1)
                break;
            cut.Append(rune);
        }

        return cut + "…";
    }
}
