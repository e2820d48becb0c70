using Paklog.Lakehouse.Cli;

namespace Paklog.Lakehouse.Tests.Cli;

public sealed class GridTests
{
    [Fact]
    public void Numbers_stand_to_the_right_and_null_is_not_a_text()
    {
        var grid = new Grid("name", GridColumn.Number("rows"), "note");
        grid.Add("a", "1", null);
        grid.Add("longer", "1,234", "x");
        Assert.Equal("name     rows  note\na           1  null\nlonger  1,234  x\n", Print(grid, null));
    }

    [Fact]
    public void Texts_are_cut_and_numbers_are_not()
    {
        var grid = new Grid("text", GridColumn.Number("number"));
        grid.Add("abcdefghijklmnopqrstuvwxyz", "1234567890123");
        Assert.Equal("text                number\nabcdefghij…  1234567890123\n", Print(grid, 26));
    }

    [Fact]
    public void Columns_that_do_not_fit_are_named()
    {
        var grid = new Grid(GridColumn.Whole("one"), GridColumn.Whole("two"), GridColumn.Whole("three"));
        grid.Add("1111111111", "2222222222", "3333333333");
        Assert.Equal("one         two\n1111111111  2222222222\nthe terminal is too narrow for 1 of 3 columns: three\n", Print(grid, 30));
    }

    [Fact]
    public void Nothing_in_a_value_moves_the_cursor_or_is_taken_for_markup()
    {
        var grid = new Grid("v");
        grid.Add("a\nb\u001b[31m[red]c[/]");
        Assert.Equal("v\na↵b·[31m[red]c[/]\n", Print(grid, null));
    }

    [Fact]
    public void Wide_characters_take_two_cells()
    {
        var grid = new Grid("v", "w");
        grid.Add("東京", "x");
        Assert.Equal("v     w\n東京  x\n", Print(grid, null));
    }

    private static string Print(Grid grid, int? width)
    {
        using var output = new MemoryStream();
        var host = new CommandHost { Output = output, Error = TextWriter.Null, CurrentFolder = "/", ApplicationFolder = "/", Variable = _ => null, OutputWidth = null };
        using (var text = new StreamWriter(output, leaveOpen: true))
            grid.WriteTo(ConsoleFactory.Create(text, host), width);
        return string.Join('\n', System.Text.Encoding.UTF8.GetString(output.ToArray()).TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd()));
    }
}
