using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Schemas;

/// <summary>
/// A name mapping after columns have changed, by the rules of the Java library (<c>MappingUtil.update</c>), whose engines change the same tables: a new field gets an entry with its name; a renamed one is also
/// found by its new name; a name is taken from the field that had it before. So a file without ids gives a column's values to the field that was called so last: where a name is used again, to the new field.
/// A field that had no entry gets none, and the entries of dropped fields stay: older snapshots are read by them.
/// </summary>
internal sealed class NameMappingUpdate(Schema before)
{
    internal static NameMapping Apply(NameMapping mapping, Schema before, Schema after) => new NameMappingUpdate(before).Level(mapping, after.Fields);

    private NameMapping Level(NameMapping mapping, IReadOnlyList<NestedField> fields)
    {
        var added = fields.Where(field => before.FindField(field.Id) is null).ToList();
        var renamed = fields.Where(field => before.FindField(field.Id) is { } old && old.Name != field.Name && mapping.Fields.Any(entry => entry.Id == field.Id));
        var given = added.Concat(renamed).ToDictionary(field => field.Name, field => field.Id, StringComparer.Ordinal);
        var entries = mapping.Fields.Select(entry =>
        {
            var field = fields.FirstOrDefault(field => field.Id == entry.Id);
            var names = entry.Names.Where(name => !given.TryGetValue(name, out var owner) || owner == entry.Id);
            return field is null
                ? entry with { Names = [.. names] }
                : new MappedField(given.ContainsKey(field.Name) ? [.. names.Append(field.Name).Distinct()] : [.. names], entry.Id, Level(entry.Fields, Inside(field.Type)));
        });
        return new NameMapping([.. entries, .. added.Where(field => mapping.Fields.All(entry => entry.Id != field.Id)).Select(Entry)]);
    }

    private static MappedField Entry(NestedField field) => new([field.Name], field.Id, new NameMapping(Inside(field.Type).Select(Entry)));

    private static IReadOnlyList<NestedField> Inside(IcebergType type) => type switch
    {
        StructType record => record.Fields,
        ListType list => [list.ElementField],
        MapType map => [map.KeyField, map.ValueField],
        _ => [],
    };
}
