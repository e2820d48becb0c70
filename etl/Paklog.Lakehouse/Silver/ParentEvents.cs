namespace Paklog.Lakehouse.Silver;

/// <summary>The events of the table whose deletes take the rows of another with them.</summary>
internal sealed record ParentEvents(SilverInput Bronze, BoundEvents All);
