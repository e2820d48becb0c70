using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Paklog.Lakehouse.DuckDb.Interop;

/// <summary>Makes a <c>duckdb_value</c> of a .NET value; the caller frees it.</summary>
internal static class ValueFactory
{
    private const string Supported =
        "null, bool, integers of 8 to 128 bits, float, double, decimal, string, byte[], Guid, DateOnly, DateTime, DateTimeOffset, TimeOnly, TimeSpan, "
        + "the DuckDb... structs, and lists of string, int, long, double, Guid or DateOnly";

    /// <exception cref="ArgumentException">The type is not supported, or the value has no exact counterpart.</exception>
    public static nint Create(object? value) => value switch
    {
        null => NativeMethods.CreateNull(),
        string text => Text(text),
        bool flag => NativeMethods.CreateBool(flag ? (byte)1 : (byte)0),
        int number => NativeMethods.CreateInt32(number),
        long number => NativeMethods.CreateInt64(number),
        sbyte number => NativeMethods.CreateInt8(number),
        byte number => NativeMethods.CreateUInt8(number),
        short number => NativeMethods.CreateInt16(number),
        ushort number => NativeMethods.CreateUInt16(number),
        uint number => NativeMethods.CreateUInt32(number),
        ulong number => NativeMethods.CreateUInt64(number),
        Int128 number => NativeMethods.CreateHugeInt(NativeHugeInt.From(number)),
        UInt128 number => NativeMethods.CreateUHugeInt(NativeHugeInt.From(number)),
        float number => NativeMethods.CreateFloat(number),
        double number => NativeMethods.CreateDouble(number),
        decimal number => Decimal(DuckDbDecimal.From(number)),
        DuckDbDecimal number => Decimal(number),
        byte[] bytes when Exactly<byte[]>(value) => Blob(bytes),
        Guid uuid => Uuid(uuid),
        DateOnly date => NativeMethods.CreateDate(DuckDbDate.From(date).Days),
        DuckDbDate date => NativeMethods.CreateDate(date.Days),
        DateTime time => Timestamp(time),
        DateTimeOffset time => NativeMethods.CreateTimestampTz(Micros(time.UtcTicks)),
        DuckDbTimestamp time => Timestamp(time),
        TimeOnly time => NativeMethods.CreateTime(time.Ticks / TimeSpan.TicksPerMicrosecond),
        DuckDbTimeTz time => NativeMethods.CreateTimeTz(time.ToBits()),
        TimeSpan span => NativeMethods.CreateInterval(new NativeInterval(0, 0, span.Ticks / TimeSpan.TicksPerMicrosecond)),
        DuckDbInterval interval => NativeMethods.CreateInterval(new NativeInterval(interval.Months, interval.Days, interval.Micros)),
        IEnumerable<string?> texts => List(texts, DuckDbTypeKind.Varchar),

        IEnumerable<int> numbers when !Exactly<uint[]>(value) => List(numbers.Select(number => (object)number), DuckDbTypeKind.Integer),
        IEnumerable<long> numbers when !Exactly<ulong[]>(value) => List(numbers.Select(number => (object)number), DuckDbTypeKind.BigInt),
        IEnumerable<double> numbers => List(numbers.Select(number => (object)number), DuckDbTypeKind.Double),
        IEnumerable<Guid> uuids => List(uuids.Select(uuid => (object)uuid), DuckDbTypeKind.Uuid),
        IEnumerable<DateOnly> dates => List(dates.Select(date => (object)date), DuckDbTypeKind.Date),
        _ => throw new ArgumentException($"A value of type {value.GetType()} cannot be bound; supported are {Supported}."),
    };

    /// <summary>Needed for arrays of numbers: the runtime takes a uint[] for an int[] as well.</summary>
    private static bool Exactly<T>(object value) => value.GetType() == typeof(T);

    private static nint Text(string text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var length = NativeText.Encode(text, buffer, "text to bind");
            return NativeMethods.CreateVarchar(buffer, (ulong)length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static nint Blob(byte[] bytes) =>
        bytes.Length == 0 ? NativeMethods.CreateBlob([0], 0) : NativeMethods.CreateBlob(bytes, (ulong)bytes.Length);

    private static nint Decimal(DuckDbDecimal number) => NativeMethods.CreateDecimal(new NativeDecimal(number.Width, number.Scale, number.Unscaled));

    private static nint Uuid(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return NativeMethods.CreateUuid(new NativeHugeInt(BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes)));
    }

    private static nint Timestamp(DateTime time) => time.Kind switch
    {
        DateTimeKind.Unspecified => NativeMethods.CreateTimestamp(Micros(time.Ticks)),
        DateTimeKind.Utc => NativeMethods.CreateTimestampTz(Micros(time.Ticks)),
        _ => throw new ArgumentException("A DateTime of kind Local depends on this machine's time zone: bind a DateTimeOffset, or a DateTime of kind Utc or Unspecified."),
    };

    private static nint Timestamp(DuckDbTimestamp time) => time switch
    {
        { HasTimeZone: true, Unit: DuckDbTimeUnit.Microsecond } => NativeMethods.CreateTimestampTz(time.Value),
        { HasTimeZone: true } => throw new ArgumentException("A DuckDbTimestamp with a time zone counts microseconds."),
        { Unit: DuckDbTimeUnit.Second } => NativeMethods.CreateTimestampSeconds(time.Value),
        { Unit: DuckDbTimeUnit.Millisecond } => NativeMethods.CreateTimestampMillis(time.Value),
        { Unit: DuckDbTimeUnit.Nanosecond } => NativeMethods.CreateTimestampNanos(time.Value),
        _ => NativeMethods.CreateTimestamp(time.Value),
    };

    /// <summary>Microseconds since 1970, the tenths below cut off towards the past.</summary>
    private static long Micros(long ticks) => (long)Math.Floor((ticks - DateTime.UnixEpoch.Ticks) / (decimal)TimeSpan.TicksPerMicrosecond);

    private static nint List(IEnumerable<object?> elements, DuckDbTypeKind elementKind)
    {
        var type = NativeMethods.CreateLogicalType((int)elementKind);
        var values = new List<nint>();
        try
        {
            foreach (var element in elements)
                values.Add(Create(element));
            return NativeMethods.CreateList(type, values.Count == 0 ? [0] : values.ToArray(), (ulong)values.Count);
        }
        finally
        {
            foreach (var value in values)
            {
                var owned = value;
                NativeMethods.DestroyValue(ref owned);
            }

            NativeMethods.DestroyLogicalType(ref type);
        }
    }
}
