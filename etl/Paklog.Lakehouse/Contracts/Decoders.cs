using System.Security.Cryptography;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts;

/// <summary>SQL for DuckDB that turns the JSON members of an event into typed values.</summary>
public static class Decoders
{
    /// <summary>What Debezium sends for a TOAST value that an update did not touch (unavailable.value.placeholder).</summary>
    public const string Placeholder = "__debezium_unavailable_value";

    /// <summary>The DuckDB type of a column.</summary>
    public static string SqlType(IcebergType type) => DecoderSql.TypeName(type);

    /// <summary>Decodes one column.</summary>
    /// <param name="encoding">The contract's encoding or what <see cref="MessageField.EncodingFor"/> gives; the column's type must be able to come of it.</param>
    /// <param name="text">
    /// SQL of the member's text as <c>from_json(after, '{"member":"VARCHAR"}')</c> gives it: NULL for JSON null and for an absent member, strings unescaped,
    /// numbers and booleans as written, arrays and objects as JSON. It is written into the result several times: a column name, not a computation.
    /// </param>
    /// <param name="absent">
    /// SQL that is true where the event lacks the member. Needed where the column has a default and may be NULL; where it is required, NULL already means absent.
    /// </param>
    /// <param name="parsed">The name of a column that the caller makes of <see cref="DecodedColumn.ParsedSql"/> beforehand, so that it is computed once; null to write it wherever it is needed.</param>
    public static DecodedColumn Decode(ContractColumn column, ColumnEncoding encoding, string text, string? absent = null, string? parsed = null)
    {
        if (!ContractTypes.Allows(column.Type, encoding))
            throw new ArgumentException($"{column.Name}: values of the encoding {encoding} cannot become {column.Type}.", nameof(encoding));
        var decoding = Decoding(column, column.Type, encoding, text, parsed, depth: 1);
        var value = Value(column, decoding, text);
        var reject = Reject(column, decoding, text);
        var rejected = Rejects(column, decoding, text, "false", _ => "true");
        if (column.Default is { } initial)
        {
            if (absent is null && !column.Required)
                throw new ArgumentException($"{column.Name} has a default and may be NULL: say where the member is absent.", nameof(absent));
            var older = absent ?? $"{text} IS NULL";
            value = $"CASE WHEN {older} THEN {DecoderSql.Literal(initial, column.Type)} ELSE {value} END";
            reject = reject is null ? null : $"CASE WHEN {older} THEN NULL ELSE {reject} END";
            rejected = rejected is null ? null : $"CASE WHEN {older} THEN false ELSE {rejected} END";
        }

        var zeroDate = column is { Required: true, OnZeroDate: null } && ContractTypes.IsTemporal(column.Type) ? TemporalDecoding.IsZeroDate(value, column.Type) : null;
        return new DecodedColumn(value, reject, rejected, parsed is null ? null : decoding.Parsed, zeroDate);
    }

    /// <summary>SQL that is true where the text of a member stands for a value that the event does not carry (unchanged TOAST).</summary>
    public static string PlaceholderSql(ContractColumn column, string text) => IsPlaceholder(column.Type, text);

    private static string Value(ContractColumn column, Decoding decoding, string text)
    {
        var cases = "";
        foreach (var special in Specials(column, decoding))
            cases += $" WHEN {special.When} THEN {(special.Policy == ValuePolicy.Clamp ? special.Clamped : "NULL")}";

        // Elsewhere the placeholder is no value and NULL comes of it anyway.
        if (column.Type.TypeId is TypeId.String or TypeId.Binary or TypeId.Fixed or TypeId.List)
            cases += $" WHEN {IsPlaceholder(column.Type, text)} THEN NULL";
        return cases.Length == 0 ? decoding.Value : $"CASE{cases} ELSE {decoding.Value} END";
    }

    private static string? Reject(ContractColumn column, Decoding decoding, string text) => Rejects(column, decoding, text, "NULL", reason => reason);

    /// <param name="none">SQL for a value that is not rejected.</param>
    /// <param name="some">Makes the SQL for one that is of the SQL of its reason.</param>
    private static string? Rejects(ContractColumn column, Decoding decoding, string text, string none, Func<string, string> some)
    {
        var whenNull = column.Required ? $" WHEN {text} IS NULL THEN {some("'null in a required column'")}" : "";
        var cases = "";
        foreach (var special in Specials(column, decoding))
        {
            var reason = special.Policy switch
            {
                ValuePolicy.Reject => some(DuckDbLiteral.Quote(special.Reason)),
                ValuePolicy.Null when column.Required => some(DuckDbLiteral.Quote(special.Reason + " in a required column")),
                _ => none,
            };
            cases += $" WHEN {special.When} THEN {reason}";
        }

        if (decoding.Fits is null)
            return whenNull.Length + cases.Length == 0 ? null : $"CASE{whenNull}{cases} ELSE {none} END";
        var whenFits = column.Required ? decoding.Fits : $"{text} IS NULL OR {decoding.Fits}";
        return $"CASE{whenNull}{cases} WHEN {whenFits} THEN {none} WHEN {IsPlaceholder(column.Type, text)} THEN {none} ELSE {some(decoding.Problem!)} END";
    }

    private static IEnumerable<SpecialValue> Specials(ContractColumn column, Decoding decoding) =>
        column.OnOutOfRange == ValuePolicy.Reject || decoding.Beyond is null
            ? decoding.Specials
            : decoding.Specials.Append(new SpecialValue(decoding.Beyond, "out of range", column.OnOutOfRange, decoding.Nearest));

    private static Decoding Decoding(ContractColumn column, IcebergType type, ColumnEncoding encoding, string text, string? parsed, int depth) => encoding.Kind switch
    {
        EncodingKind.Plain => Plain(column, type, text, parsed, depth),
        EncodingKind.Unsigned => NumberDecoding.Unsigned(text, parsed, type),
        EncodingKind.DecimalText => DecimalDecoding.Text(text, parsed, column, (DecimalType)type),
        EncodingKind.DecimalBase64 => DecimalDecoding.Base64(text, parsed, encoding.Scale ?? (type as DecimalType)?.Scale ?? 0, type),
        EncodingKind.DecimalVariable => DecimalDecoding.Variable(text, parsed, type),
        EncodingKind.NumericText => DecimalDecoding.NumericText(text, parsed, column),
        EncodingKind.EpochDays => TemporalDecoding.EpochDays(text, parsed, column),
        EncodingKind.EpochMillis or EncodingKind.EpochMicros or EncodingKind.EpochNanos => TemporalDecoding.Epoch(text, parsed, column, encoding.Kind, type),
        EncodingKind.Iso => TemporalDecoding.Iso(text, parsed, column, type),
        EncodingKind.TimeMillis or EncodingKind.TimeMicros or EncodingKind.TimeNanos => NumberDecoding.Time(text, parsed, encoding.Kind),
        EncodingKind.BooleanInt => NumberDecoding.Boolean(text, digits: true),
        EncodingKind.JsonText => new Decoding(text, null, null),
        EncodingKind.Array => List(column, (ListType)type, encoding.Element ?? ColumnEncoding.Plain, text, parsed, depth),
        EncodingKind.IntervalMicros => NumberDecoding.Interval(text, parsed),
        EncodingKind.Base64 => Bytes(text, parsed, type),
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "This encoding has no decoder."),
    };

    private static Decoding Plain(ContractColumn column, IcebergType type, string text, string? parsed, int depth) => type.TypeId switch
    {
        TypeId.Boolean => NumberDecoding.Boolean(text, digits: false),
        TypeId.Int or TypeId.Long => NumberDecoding.Integer(text, parsed, type),
        TypeId.Float or TypeId.Double => NumberDecoding.Floating(text, parsed, column, type),
        TypeId.Decimal => DecimalDecoding.Text(text, parsed, column, (DecimalType)type),
        TypeId.Date or TypeId.Timestamp or TypeId.TimestampTz => TemporalDecoding.Iso(text, parsed, column, type),
        TypeId.Uuid => Uuid(text, parsed),
        TypeId.Binary or TypeId.Fixed => Bytes(text, parsed, type),
        TypeId.List => List(column, (ListType)type, ColumnEncoding.Plain, text, parsed, depth),
        _ => new Decoding(text, null, null),
    };

    private static Decoding Uuid(string text, string? parsed)
    {
        var parsing = $"TRY_CAST({text} AS UUID)";
        var value = parsed ?? parsing;
        return new Decoding(value, $"({value} IS NOT NULL AND length({text}) = 36)", DecoderSql.Reason("not a uuid", text)) { Parsed = parsing };
    }

    private static Decoding Bytes(string text, string? parsed, IcebergType type)
    {
        var parsing = $"TRY(from_base64({text}))";
        var value = parsed ?? parsing;
        return type is FixedType { Length: var length }
            ? new Decoding(value, $"octet_length({value}) = {length}", DecoderSql.Reason($"not the base64 of {length} bytes", text)) { Parsed = parsing }
            : new Decoding(value, $"{value} IS NOT NULL", DecoderSql.Reason("not base64", text)) { Parsed = parsing };
    }

    /// <summary>A JSON array; policies of the column hold for its elements, which may all be NULL.</summary>
    private static Decoding List(ContractColumn column, ListType type, ColumnEncoding encoding, string text, string? parsed, int depth)
    {
        var parsing = $"""TRY(from_json({text}, '["VARCHAR"]'))""";
        var items = parsed ?? parsing;
        var element = $"_e{depth}";
        var optional = column with { Type = type.Element, Required = false };
        var decoding = Decoding(optional, type.Element, encoding, element, parsed: null, depth + 1);
        var value = Value(optional, decoding, element);
        var reject = Reject(optional, decoding, element);
        var firstReason = reject is null ? null : $"list_filter(list_transform({items}, lambda {element}: {reject}), lambda _w: _w IS NOT NULL)[1]";
        return new Decoding(
            type.Element.TypeId == TypeId.String && decoding.Value == element ? items : $"list_transform({items}, lambda {element}: {value})",
            firstReason is null ? $"{items} IS NOT NULL" : $"({items} IS NOT NULL AND {firstReason} IS NULL)",
            firstReason is null
                ? DecoderSql.Reason("not a JSON array", text)
                : $"CASE WHEN {items} IS NULL THEN {DecoderSql.Reason("not a JSON array", text)} ELSE 'an element is ' || {firstReason} END")
        {
            Parsed = parsing,
        };
    }

    /// <summary>
    /// The forms of the placeholder (Debezium's UnchangedToastedPlaceholder): the text itself; its base64 where bytes are written so; a list of it, of its
    /// bytes, or of the uuid that is its MD5; hstore as a map of it to itself.
    /// </summary>
    private static string IsPlaceholder(IcebergType type, string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(Placeholder);
        var base64 = Convert.ToBase64String(bytes);
        string[] forms = type.TypeId switch
        {
            TypeId.Binary or TypeId.Fixed => [Placeholder, base64],
            TypeId.List => [$"[\"{Placeholder}\"]", $"[\"{base64}\"]", $"[{string.Join(',', bytes)}]", $"[\"{NameUuid(bytes)}\"]", Placeholder],
            TypeId.String => [Placeholder, $"{{\"{Placeholder}\":\"{Placeholder}\"}}"],
            TypeId.Uuid => [Placeholder, NameUuid(bytes)],
            _ => [Placeholder],
        };
        return forms.Length == 1 ? $"{text} = '{forms[0]}'" : $"{text} IN ('{string.Join("', '", forms)}')";
    }

    /// <summary>java.util.UUID.nameUUIDFromBytes: version 3 without a namespace.</summary>
    private static string NameUuid(byte[] name)
    {
        var hash = MD5.HashData(name);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x30);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash, bigEndian: true).ToString("D");
    }
}
