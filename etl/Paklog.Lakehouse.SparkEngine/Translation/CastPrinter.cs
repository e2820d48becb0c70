using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>
/// Prints casts. Where the text does not say what the cast is from, Spark is asked: <c>typeof</c> is known when the query is analysed, so what does not apply is gone before it runs.
/// Where a CAST cannot be made it fails, as in DuckDB, and a TRY_CAST is NULL.
/// </summary>
internal sealed partial class CastPrinter(PrintingContext context)
{
    /// <summary>What DuckDB takes for a date, whatever follows it; Spark also takes 2024 and 2024-01.</summary>
    private const string DatePattern = @"^\s*([+-]?[0-9]{4,7}-[0-9]{1,2}-[0-9]{1,2})(?![0-9])";

    /// <summary>Spark also takes a time without minutes or without a date, and offsets of one digit.</summary>
    private const string TimestampPattern = @"^\s*[+-]?[0-9]{4,6}-[0-9]{1,2}-[0-9]{1,2}([ T][0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]*)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?| [A-Z][A-Za-z_/]+)?)?\s*\z";

    /// <summary>Java reads 1d, 1f and 0x1p3 as numbers.</summary>
    private const string NoNumberPattern = @"[xXpP]|[0-9.][dDfF]\s*\z";

    public SparkText Print(JsonElement child, SparkText value, JsonElement target, bool isTry, JsonElement node)
    {
        if (SqlType.Is(target, "UUID"))
            return Checked(Uuid(value, node), value, isTry);
        var type = SqlType.Of(target);
        if (value.Type.Kind == SqlKind.Null || (value.Type.Kind == type.Kind && value.Type.Name == type.Name && type.Kind is not SqlKind.Struct))
            return value.Type.Kind == SqlKind.Null ? Cast(value.Sql, type) : value;
        if (child.ConstantText() is { } constant && Constant(constant, type) is { } literal)
            return literal;
        var cast = type.Kind switch
        {
            SqlKind.Text => ToText(value, node),
            SqlKind.Integer => ToInteger(value, type, isTry),
            SqlKind.Decimal => ToDecimal(value, type),
            SqlKind.Float or SqlKind.Double => ToFloating(value, type),
            SqlKind.Date or SqlKind.Timestamp or SqlKind.TimestampTz => ToTime(value, type),
            SqlKind.Boolean or SqlKind.List or SqlKind.Struct or SqlKind.Map => Cast(value.Sql, type),
            SqlKind.Blob when value.Type.Kind == SqlKind.Blob => Cast(value.Sql, type),
            _ => throw context.Unknown($"A cast to {target.Word("id")}", node),
        };
        return Checked(cast, value, isTry || !SqlRange.MayExceed(value.Type, type));
    }

    /// <summary>Without ANSI mode Spark's casts are NULL where they cannot be made. What a window or a subquery gives is not checked, since it would be computed twice.</summary>
    private SparkText Checked(SparkText cast, SparkText value, bool mayBeNull)
    {
        if (mayBeNull || context.IsTrying || SparkText.IsCostly(value.Sql))
            return cast;
        return cast with { Sql = $"coalesce({cast}, CASE WHEN {value} IS NOT NULL THEN raise_error(concat('Could not convert ', CAST({value} AS STRING), ' to {cast.Type.Name}')) END)" };
    }

    private static SparkText Cast(string value, SqlType type) => new($"CAST({value} AS {type.Name})", type);

    /// <summary>What the text itself holds. DuckDB's words (infinity, epoch) are no dates to Spark.</summary>
    private SparkText? Constant(string text, SqlType type) => type.Kind switch
    {
        SqlKind.Boolean when text is "t" or "true" => new SparkText("true", type),
        SqlKind.Boolean when text is "f" or "false" => new SparkText("false", type),
        SqlKind.Date or SqlKind.Timestamp or SqlKind.TimestampTz => PlainDate().IsMatch(text)
            ? Cast(SparkLiteral.Quote(text), type)
            : throw context.Unknown($"'{text}' as a {type.Name}", default),
        SqlKind.Integer or SqlKind.Decimal when PlainNumber().IsMatch(text) => Cast(SparkLiteral.Quote(text), type),
        _ => null,
    };

    public SparkText ToText(SparkText value, JsonElement node)
    {
        var plain = $"CAST({value} AS STRING)";
        switch (value.Type.Kind)
        {
            case SqlKind.Boolean or SqlKind.Integer:
                return new SparkText(plain, SqlType.Text);
            case SqlKind.Date or SqlKind.Timestamp:
                // Spark writes a plus before years of five digits.
                return new SparkText($"TRIM(LEADING '+' FROM {plain})", SqlType.Text);
            case SqlKind.TimestampTz:
                return new SparkText($@"concat(TRIM(LEADING '+' FROM {plain}), regexp_replace(date_format({value}, 'xxx'), ':00\\z', ''))", SqlType.Text);
            case SqlKind.Decimal when value.Type.Scale <= 6:
                return new SparkText(plain, SqlType.Text);
            case SqlKind.Decimal when value.Type.Scale <= 36:
                // Spark writes 0.00000001 as 1E-8; from 1 on it writes no exponents. (Its abs and its minus sign round to 34 digits.)
                var small = $"CAST({value} AS DECIMAL({value.Type.Scale + 1},{value.Type.Scale}))";
                return new SparkText(
                    $"CASE WHEN {value} > -1 AND {value} < 0 THEN concat('-0', substr(CAST(1 - {small} AS STRING), 2)) WHEN {value} >= 0 AND {value} < 1 THEN concat('0', substr(CAST(1 + {small} AS STRING), 2)) ELSE {plain} END",
                    SqlType.Text);
            case SqlKind.Unknown:
                const string different = @"^(timestamp\\z|double|float|binary|interval|array|struct|map|decimal[(][0-9]+,([7-9]|[1-9][0-9]))";
                var message = SparkLiteral.Quote($"A value whose type writes itself otherwise in DuckDB is cast to text; cast it to text of your own making: {Shortened(value.Sql)}");
                return new SparkText($"CASE WHEN typeof({value}) RLIKE '{different}' THEN raise_error({message}) ELSE {plain} END", SqlType.Text);
            default:
                throw context.Unknown($"A cast of a {value.Type.Name} to text", node);
        }
    }

    /// <summary>
    /// DuckDB rounds: halves away from zero in texts and decimals, to the even number in doubles. Of a text that TRY_CAST reads, the common case is tried first: it is what decoding spends its time on.
    /// </summary>
    private static SparkText ToInteger(SparkText value, SqlType type, bool isTry)
    {
        var rounded = $"try_cast(CAST({value} AS DECIMAL(38,0)) AS {type.Name})";
        var whole = $"try_cast({value} AS {type.Name})";
        var even = $"try_cast(rint(CAST({value} AS DOUBLE)) AS {type.Name})";
        var text = isTry ? $"coalesce({whole}, {rounded})" : rounded;
        return value.Type.Kind switch
        {
            SqlKind.Integer or SqlKind.Boolean => new SparkText(whole, type),
            SqlKind.Text => new SparkText(text, type),
            SqlKind.Double or SqlKind.Float => new SparkText(even, type),
            SqlKind.Unknown when value.IsPlain => new SparkText($"CASE WHEN typeof({value}) = 'string' THEN {text} WHEN typeof({value}) IN ('double', 'float') THEN {even} ELSE {rounded} END", type),
            _ => new SparkText(rounded, type),
        };
    }

    /// <summary>DuckDB scales a double and rounds what comes of it, Spark its shortest decimal text.</summary>
    private static SparkText ToDecimal(SparkText value, SqlType type)
    {
        var plain = $"CAST({value} AS {type.Name})";
        if (value.Type.Kind is not (SqlKind.Double or SqlKind.Float or SqlKind.Unknown))
            return new SparkText(plain, type);
        var real = $"CAST({value} AS DOUBLE)";
        var power = string.Create(CultureInfo.InvariantCulture, $"1E{type.Scale}");
        var scaled = $"CAST(CAST(rint({real} * {power}D) AS DECIMAL(38,0)) * CAST('1E-{type.Scale.ToString(CultureInfo.InvariantCulture)}' AS DECIMAL({Math.Max(1, type.Scale)},{type.Scale})) AS {type.Name})";
        return new SparkText(
            value.Type.Kind != SqlKind.Unknown ? scaled : value.IsPlain ? $"CASE WHEN typeof({value}) IN ('double', 'float') THEN {scaled} ELSE {plain} END" : plain,
            type);
    }

    private static SparkText ToFloating(SparkText value, SqlType type) => value.Type.Kind switch
    {
        SqlKind.Text => new SparkText($"CASE WHEN NOT {value} RLIKE {SparkLiteral.Quote(NoNumberPattern)} THEN CAST({value} AS {type.Name}) END", type),
        SqlKind.Unknown => new SparkText($"CASE WHEN typeof({value}) = 'string' AND CAST({value} AS STRING) RLIKE {SparkLiteral.Quote(NoNumberPattern)} THEN NULL ELSE CAST({value} AS {type.Name}) END", type),
        _ => Cast(value.Sql, type),
    };

    private static SparkText ToTime(SparkText value, SqlType type)
    {
        var cast = $"CAST({value} AS {type.Name})";
        if (value.Type.Kind is not (SqlKind.Text or SqlKind.Unknown))
            return new SparkText(cast, type);
        var text = value.Type.Kind == SqlKind.Text ? value.Sql : $"CAST({value} AS STRING)";
        var read = type.Kind == SqlKind.Date
            ? $"CAST(regexp_extract({text}, {SparkLiteral.Quote(DatePattern)}, 1) AS DATE)"
            : $"CASE WHEN {text} RLIKE {SparkLiteral.Quote(TimestampPattern)} THEN {cast} END";
        return new SparkText(value.Type.Kind == SqlKind.Text ? read : $"CASE WHEN typeof({value}) = 'string' THEN {read} ELSE {cast} END", type);
    }

    /// <summary>32 hexadecimal digits with dashes anywhere, in braces or not, as DuckDB reads them; a text in the canonical form.</summary>
    private SparkText Uuid(SparkText value, JsonElement node)
    {
        if (value.Type.Kind is not (SqlKind.Text or SqlKind.Unknown or SqlKind.Null))
            throw context.Unknown($"A cast of a {value.Type.Name} to UUID", node);
        var digits = $"translate(lower({value}), '-', '')";
        return new SparkText(
            $"CASE WHEN {digits} RLIKE '^([0-9a-f]{{32}}|[{{][0-9a-f]{{32}}[}}])\\\\z' THEN regexp_replace({digits}, '^[{{]?(.{{8}})(.{{4}})(.{{4}})(.{{4}})(.{{12}})[}}]?\\\\z', '$1-$2-$3-$4-$5') END",
            SqlType.Text);
    }

    private static string Shortened(string text) => text.Length <= 100 ? text : text[..100] + " ...";

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d(:\d\d)?)?)?$")]
    private static partial Regex PlainDate();

    [GeneratedRegex(@"^[+-]?\d+(\.\d+)?$")]
    private static partial Regex PlainNumber();
}
