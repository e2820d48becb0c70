namespace Paklog.Lakehouse;

/// <summary>Histories: slowly changing dimensions of type 2, one row a version.</summary>
public static class Scd2
{
    /// <param name="table">A table of a source, by its name in Silver.</param>
    public static HistoryDeclaration Of(string table) => new(table);
}
