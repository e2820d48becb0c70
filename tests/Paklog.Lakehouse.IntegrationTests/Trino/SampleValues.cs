using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.IntegrationTests.Trino;

/// <summary>Five values of every primitive type that Trino has, edges among them, and null: as literals of DuckDB and of Trino, from one text.</summary>
internal static class SampleValues
{
    /// <summary>Rows that a table of samples has; the last is nothing but nulls.</summary>
    public const int Rows = 6;

    private static readonly Dictionary<TypeId, (string InTrino, string[] Texts)> Samples = new()
    {
        [TypeId.Boolean] = ("boolean", ["true", "false", "true", "false", "true"]),
        [TypeId.Int] = ("integer", ["2147483647", "-2147483640", "0", "-1", "10"]),
        [TypeId.Long] = ("bigint", ["9223372036854775807", "-9223372036854775800", "0", "-1", "34"]),
        [TypeId.Float] = ("real", ["3.4028235E38", "NaN", "Infinity", "-0.0", "1.0E-45"]),
        [TypeId.Double] = ("double", ["1.7976931348623157E308", "NaN", "-Infinity", "-0.0", "4.9E-324"]),
        [TypeId.Date] = ("date", ["9999-12-31", "0001-01-01", "1969-12-31", "1582-10-10", "2024-02-29"]),
        [TypeId.Time] = ("time(6)", ["23:59:59.999999", "00:00:00", "12:34:56.789", "00:00:00.000001", "22:31:08"]),
        [TypeId.Timestamp] = ("timestamp(6)", ["9999-12-31 23:59:59.999999", "0001-01-01 00:00:00", "1969-12-31 23:59:59.999999", "1582-10-10 12:34:56.789", "2024-02-29 22:31:08.000001"]),
        [TypeId.TimestampTz] = ("timestamp(6) with time zone", ["9999-12-31 23:59:59.999999", "0001-01-01 00:00:00", "1969-12-31 23:59:59.000001", "1582-10-04 01:02:03.5", "2024-02-29 22:31:08"]),
        [TypeId.String] = ("varchar", ["a/b=c&d", "", "Đỏ 😀 *?[x] %2F \"quoted\" \\ '", "null", "__HIVE_DEFAULT_PARTITION__"]),
        [TypeId.Uuid] = ("uuid", ["ffffffff-ffff-ffff-ffff-ffffffffffff", "00000000-0000-0000-0000-000000000000", "f79c3e09-677c-4bbd-a479-3f349cb785e7", "80000000-0000-0000-8000-000000000000", "00112233-4455-6677-8899-aabbccddeeff"]),
        [TypeId.Binary] = ("varbinary", ["00010203", "", "FFFE", "00", "ABABABABABAB"]),
    };

    private static readonly Dictionary<string, string[]> Decimals = new()
    {
        ["decimal(9,2)"] = ["9999999.99", "-9999999.50", "0.00", "-0.01", "14.20"],
        ["decimal(18,4)"] = ["99999999999999.9999", "-99999999999999.9950", "0.0000", "-0.0001", "14.2000"],
        ["decimal(38,9)"] = ["99999999999999999999999999999.999999999", "-99999999999999999999999999999.999999950", "0", "-0.000000001", "14.2"],
    };

    /// <summary>The type as Trino writes it.</summary>
    public static string InTrino(PrimitiveType type) => type is DecimalType ? type.ToString() : Samples[type.TypeId].InTrino;

    /// <summary>The literal of Trino for the value of a type in a row.</summary>
    public static string Trino(PrimitiveType type, int row) => (Text(type, row), type.TypeId) switch
    {
        (null, _) => $"CAST(NULL AS {InTrino(type)})",
        ({ } text, TypeId.Binary) => $"from_hex('{text}')",
        ({ } text, TypeId.TimestampTz) => $"CAST('{text} UTC' AS {InTrino(type)})",
        ({ } text, _) => $"CAST('{text}' AS {InTrino(type)})",
    };

    /// <summary>The literal of DuckDB for the same value.</summary>
    public static string Ours(PrimitiveType type, int row) => (Text(type, row), type.TypeId) switch
    {
        (null, _) => $"CAST(NULL AS {DuckDbTypes.Name(type)})",
        ({ } text, TypeId.Binary) => $"unhex('{text}')",
        ({ } text, TypeId.TimestampTz) => $"CAST('{text}Z' AS {DuckDbTypes.Name(type)})",
        ({ } text, _) => $"CAST('{text}' AS {DuckDbTypes.Name(type)})",
    };

    private static string? Text(PrimitiveType type, int row) =>
        row == Rows - 1 ? null : (type is DecimalType ? Decimals[type.ToString()] : Samples[type.TypeId].Texts)[row].Replace("'", "''", StringComparison.Ordinal);
}
