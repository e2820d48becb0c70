using System.Globalization;
using System.Text.Json;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>Elements of lists: from 1 in DuckDB, from 0 in Spark.</summary>
internal static class Lists
{
    public static SparkText Extract(SparkText list, JsonElement index, SparkText printedIndex, PrintingContext context, JsonElement node)
    {
        if (list.Type.Kind is not (SqlKind.List or SqlKind.Unknown))
            throw context.Unknown("[...] on something that is no list", node);
        var element = list.Type.Element ?? SqlType.Unknown;
        if (index.ConstantInteger() is { } number)
            return number >= 1 ? new SparkText(string.Create(CultureInfo.InvariantCulture, $"{list.Sql}[{number - 1}]"), element) : throw context.Unknown("An element that is counted from the end", node);

        // element_at fails at 0, where DuckDB gives NULL.
        return index.ConstantText() is null ? new SparkText($"element_at({list.Sql}, nullif({printedIndex.Sql}, 0))", element) : throw context.Unknown("[...] with a name", node);
    }

    public static SparkText Slice(SparkText list, IReadOnlyList<JsonElement> bounds, PrintingContext context, JsonElement node) =>
        list.Type.Kind == SqlKind.List && bounds is [var first, var last] && first.ConstantInteger() is >= 1 and var from && last.ConstantInteger() is { } to && to >= from
            ? new SparkText(string.Create(CultureInfo.InvariantCulture, $"slice({list.Sql}, {from}, {to - from + 1})"), list.Type)
            : throw context.Unknown("A slice of something that is not known to be a list, or without constant bounds", node);
}
