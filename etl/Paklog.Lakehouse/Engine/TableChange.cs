namespace Paklog.Lakehouse.Engine;

/// <summary>The rows in which two snapshots of a table differ, each a relation with the table's columns.</summary>
/// <param name="Gone">Images that the older snapshot has and the newer has not.</param>
/// <param name="Came">Images that the newer snapshot has and the older has not.</param>
internal sealed record TableChange(string Gone, string Came)
{
    public string Both => $"(select * from {Gone} union all by name select * from {Came})";
}
