namespace Paklog.Lakehouse.Iceberg.Schemas;

/// <summary>What a name mapping says of one field (spec, "Name Mapping Serialization").</summary>
/// <param name="Names">The names under which files may have it; a dot in one is a part of it.</param>
/// <param name="Id">Null where the names are of no field of the table.</param>
/// <param name="Fields">What it says of the fields inside; the parts of lists and maps are called <c>element</c>, <c>key</c> and <c>value</c>.</param>
public sealed record MappedField(IReadOnlyList<string> Names, int? Id, NameMapping Fields);
