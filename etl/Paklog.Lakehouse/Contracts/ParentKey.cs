namespace Paklog.Lakehouse.Contracts;

/// <summary>One column of a child and the parent's key column that it refers to.</summary>
public sealed record ParentKey(string Column, string ParentColumn);
