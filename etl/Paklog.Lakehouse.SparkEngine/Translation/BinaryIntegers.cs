namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>Big-endian two's complement integers in bytes, of which Spark can only show the hexadecimal digits.</summary>
internal static class BinaryIntegers
{
    private const string TwoTo96 = "79228162514264337593543950336BD";
    private const string TwoTo64 = "18446744073709551616BD";

    public static string IsNegative(string bytes) => $"(hex({bytes}) >= '8')";

    /// <summary>The value of 1 to 16 bytes; NULL for other lengths and for more than 38 digits. A negative one is -1 less what its complement says.</summary>
    public static string Int128(string bytes) =>
        $"CASE WHEN octet_length({bytes}) BETWEEN 1 AND 16 THEN CASE WHEN {IsNegative(bytes)} THEN -1BD - {Unsigned(Complement(bytes))} ELSE {Unsigned($"hex({bytes})")} END END";

    /// <summary>The digits of a value of any length: limbs of nine digits, least first, that every byte multiplies by 256 and adds to.</summary>
    public static string Digits(string bytes)
    {
        const string carry = "named_struct('c', CAST((_l * _s.m + _s.c) div 1000000000 AS BIGINT), 'm', _s.m, 'd', concat(_s.d, array((_l * _s.m + _s.c) % 1000000000)))";
        const string step = "aggregate(_n, named_struct('c', _b.a, 'm', _b.m, 'd', CAST(array() AS ARRAY<BIGINT>)), (_s, _l) -> " + carry + ", _s -> CASE WHEN _s.c > 0 THEN concat(_s.d, array(_s.c)) ELSE _s.d END)";
        var digits = $"CASE WHEN {IsNegative(bytes)} THEN {Complement(bytes)} ELSE hex({bytes}) END";
        var steps = $"transform(sequence(1, 2 * octet_length({bytes}), 2), _i -> named_struct('m', 256L, 'a', CAST(conv(substr({digits}, _i, 2), 16, 10) AS BIGINT)))";
        var one = $"CASE WHEN {IsNegative(bytes)} THEN array(named_struct('m', 1L, 'a', 1L)) ELSE array() END";
        var limbs = $"aggregate(concat({steps}, {one}), array(0L), (_n, _b) -> {step})";
        var text = $"array_join(reverse(transform({limbs}, _l -> lpad(CAST(_l AS STRING), 9, '0'))), '')";
        return $@"CASE WHEN octet_length({bytes}) > 0 THEN concat(CASE WHEN {IsNegative(bytes)} THEN '-' ELSE '' END, regexp_replace({text}, '^0+(?=.)', '')) END";
    }

    private static string Complement(string bytes) => $"translate(hex({bytes}), '0123456789ABCDEF', 'FEDCBA9876543210')";

    /// <summary>conv takes 64 bits at once; most values have no more.</summary>
    private static string Unsigned(string hex)
    {
        var padded = $"lpad({hex}, 32, '0')";
        return $"CASE WHEN length({hex}) <= 16 THEN {Piece(hex)} ELSE {Piece($"substr({padded}, 1, 8)")} * {TwoTo96} + {Piece($"substr({padded}, 9, 8)")} * {TwoTo64} + {Piece($"substr({padded}, 17, 16)")} END";
    }

    private static string Piece(string hex) => $"CAST(conv({hex}, 16, 10) AS DECIMAL(38,0))";
}
