namespace Paklog.Lakehouse.Engine;

/// <summary>A work table or a view of one session (<see cref="ISqlSession"/>). In the text of a SELECT it stands for its rows.</summary>
/// <param name="Name">The name that the session gave it; no other table of the session has or had it.</param>
public sealed record WorkTable(string Name)
{
    /// <summary>The name, as SQL takes it.</summary>
    public override string ToString() => Name;
}
