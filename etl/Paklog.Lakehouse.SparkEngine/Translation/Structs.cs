namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>
/// Structs and their order. DuckDB takes a NULL field for the greatest value, Spark for the least; so what is compared has a flag "is null" before each field.
/// A field is still found by its name.
/// </summary>
internal static class Structs
{
    public static SparkText Pack(IReadOnlyList<KeyValuePair<string, SparkText>> fields) => new(
        $"named_struct({string.Join(", ", fields.Select(field => $"{SparkLiteral.Quote(field.Key)}, {field.Value.Sql}"))})",
        SqlType.StructOf([.. fields.Select(field => KeyValuePair.Create(field.Key, field.Value.Type))]),
        fields);

    public static SparkText Field(SparkText record, string name) =>
        record.Members?.FirstOrDefault(member => string.Equals(member.Key, name, StringComparison.OrdinalIgnoreCase)) is { Key: not null } member
            ? member.Value
            : new SparkText($"{record.Sql}.{SparkLiteral.Name(name)}", record.Type.Field(name));

    /// <summary>The value as it is ordered: as it stands unless it is known to be a struct.</summary>
    public static SparkText Ordered(SparkText value) => value.Type.Fields is { } fields ? Ordered(value, fields) : value;

    /// <summary>Both sides of a comparison as they are ordered; one side that is known to be a struct says what the other is.</summary>
    public static (SparkText Left, SparkText Right) Ordered(SparkText left, SparkText right) =>
        (left.Type.Fields ?? right.Type.Fields) is { } fields ? (Ordered(left, fields), Ordered(right, fields)) : (left, right);

    private static SparkText Ordered(SparkText record, IReadOnlyList<KeyValuePair<string, SqlType>> fields)
    {
        var members = new List<KeyValuePair<string, SparkText>>();
        foreach (var (name, _) in fields)
        {
            var value = Field(record, name);
            members.Add(KeyValuePair.Create("_null_" + name, new SparkText($"({value.Sql} IS NULL)", SqlType.Boolean)));
            members.Add(KeyValuePair.Create(name, value));
        }

        var packed = Pack(members).Sql;
        return new SparkText(record.Members is null ? $"CASE WHEN {record.Sql} IS NOT NULL THEN {packed} END" : packed, record.Type.Fields is null ? SqlType.StructOf(fields) : record.Type);
    }
}
