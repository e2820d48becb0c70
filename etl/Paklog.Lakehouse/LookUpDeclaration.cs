using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse;

/// <summary>A point-in-time look-up, declared in C#.</summary>
public sealed class LookUpDeclaration
{
    private readonly string input;
    private readonly List<(string Column, string DimensionColumn)> keys = [];
    private readonly List<(string Column, string DimensionColumn)> taken = [];
    private string? dimension;
    private string? time;

    internal LookUpDeclaration(string input) => this.input = input;

    /// <summary>The table of versions, as <c>gold.dim_customer</c>; it has the columns version, valid_from and valid_to.</summary>
    public LookUpDeclaration In(string table)
    {
        dimension = table;
        return this;
    }

    /// <summary>A column that names the dimension's member; called once for each column of the dimension's natural key.</summary>
    /// <param name="column">The input's column.</param>
    /// <param name="dimensionColumn">The dimension's; null where it has the same name.</param>
    public LookUpDeclaration By(string column, string? dimensionColumn = null)
    {
        keys.Add((column, dimensionColumn ?? column));
        return this;
    }

    /// <summary>The input's business time; one without zone is read in the lakehouse's time zone.</summary>
    public LookUpDeclaration At(string column)
    {
        time = column;
        return this;
    }

    /// <summary>A column of the dimension that the input gets.</summary>
    /// <param name="named">Its name there; null for the dimension's own.</param>
    public LookUpDeclaration Take(string dimensionColumn, string? named = null)
    {
        taken.Add((named ?? dimensionColumn, dimensionColumn));
        return this;
    }

    /// <param name="fault">Takes a sentence on what is wrong.</param>
    /// <returns>Null where something is.</returns>
    internal LookUp? Build(Action<string> fault)
    {
        var lacking = new[] { (dimension is null, "In(table)"), (keys.Count == 0, "By(column)"), (time is null, "At(column)"), (taken.Count == 0, "Take(column)") }.Where(part => part.Item1).Select(part => part.Item2).ToList();
        if (lacking.Count > 0)
        {
            fault($"The look-up on {input} lacks {string.Join(", ", lacking)}.");
            return null;
        }

        try
        {
            return new LookUp(TableIdentifier.Read(input), TableIdentifier.Read(dimension!), [.. keys.Select(pair => pair.Column)], [.. keys.Select(pair => pair.DimensionColumn)], time!, taken);
        }
        catch (FormatException error)
        {
            fault($"The look-up on {input} cannot be read: {error.Message}");
            return null;
        }
    }
}
