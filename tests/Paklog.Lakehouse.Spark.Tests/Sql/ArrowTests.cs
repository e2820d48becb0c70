using System.Buffers.Binary;
using System.Data.SqlTypes;
using Paklog.Lakehouse.Spark.Sql;
using Paklog.Lakehouse.Spark.Sql.Arrow;
using Paklog.Lakehouse.Spark.Sql.Types;

namespace Paklog.Lakehouse.Spark.Tests.Sql;

/// <summary>Bytes that real Spark wrote (tests/testdata/spark), whole and damaged.</summary>
public class ArrowTests
{
    private static readonly byte[] Recorded = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "testdata", "spark", "arrow-batch.bin"));

    private static readonly StructType Schema =
        (StructType)DataType.ParseDataType(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "testdata", "spark", "arrow-batch.json")));

    [Fact]
    public void The_recorded_batch_has_the_values_of_its_query()
    {
        var rows = RecordBatch.Read(Recorded, Schema).Rows().ToArray();
        Assert.Equal(3, rows.Length);
        for (var i = 0; i < 3; i++)
        {
            object?[] expected =
            [
                i, i == 1, (sbyte)i, (short)-i, i * 10000000000, i / 2f, i == 2 ? double.NaN : i * 1e100, i - 1.5m, SqlDecimal.Parse("9999999999999999999999999999999999999" + (9 - i)),
                i == 1 ? null : $"naïve {i}", i == 2 ? null : new[] { (byte)('0' + i) }, new DateOnly(1, 1, 1 + i), DateTimeOffset.UnixEpoch.AddMicroseconds(-i),
                new DateTime(2026, 3, 29, 2, 30, 0), null, new object?[] { i, null },
                i == 1 ? null : new Row([i, new Row([new object?[] { "a", null }], null)], null),
                new Dictionary<object, object?> { ["k"] = i, ["l"] = null }, new TimeSpan(1, 2, 3, 4, 0, 5), -14,
            ];
            for (var column = 0; column < expected.Length; column++)
                Assert.Equal((Schema.Fields[column].Name, expected[column]?.GetType()), (Schema.Fields[column].Name, rows[i][column]?.GetType()));
            Assert.Equal(new Row(expected, Schema), rows[i]);
        }
    }

    [Fact]
    public void Bytes_that_are_missing_are_said()
    {
        for (var length = 0; length < Recorded.Length; length++)
        {
            var part = Recorded[..length];
            // The last buffer has padding after it, which may be missing.
            if (Record.Exception(() => RecordBatch.Read(part, Schema)) is { } error)
                Assert.IsType<InvalidDataException>(error);
            else
                Assert.True(length > Recorded.Length - 64, $"{length} of {Recorded.Length} bytes were read as a batch");
        }
    }

    [Fact]
    public void A_batch_of_other_columns_is_refused()
    {
        var wider = new StructType([.. Schema.Fields, new StructField("more", new LongType())]);
        Assert.Contains("does not hold the columns", Assert.Throws<InvalidDataException>(() => RecordBatch.Read(Recorded, wider)).Message);
        var other = (byte[])Recorded.Clone();
        other[0] = 0;
        Assert.Throws<InvalidDataException>(() => RecordBatch.Read(other, Schema));
    }

    [Fact]
    public void A_stream_is_cut_into_its_messages()
    {
        byte[] end = [255, 255, 255, 255, 0, 0, 0, 0];
        using var stream = new MemoryStream([.. Recorded, .. Recorded, .. end, 7]);
        Assert.Equal(Recorded, ArrowStream.ReadMessage(stream));
        Assert.True(RecordBatch.IsRecordBatch(ArrowStream.ReadMessage(stream)!));
        Assert.Null(ArrowStream.ReadMessage(stream));
        Assert.Equal(7, stream.ReadByte());
        Assert.Throws<EndOfStreamException>(() => ArrowStream.ReadMessage(new MemoryStream(Recorded[..^1])));
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, 2);
        using var arrays = new MemoryStream([.. length, 1, 2, 255, 255, 255, 255]);
        Assert.Equal([1, 2], ArrowStream.ReadBytes(arrays));
        Assert.Null(ArrowStream.ReadBytes(arrays));
    }

    [Theory]
    [InlineData("0", 38, 38, "0.0000000000000000000000000000", typeof(decimal))]
    [InlineData("79228162514264337593543950335", 38, 0, "79228162514264337593543950335", typeof(decimal))]
    [InlineData("79228162514264337593543950336", 38, 0, "79228162514264337593543950336", typeof(SqlDecimal))]
    [InlineData("792281625142643375935439503350", 38, 1, "79228162514264337593543950335", typeof(decimal))]
    [InlineData("-100", 38, 38, "-0.00000000000000000000000000000000000100", typeof(SqlDecimal))]
    [InlineData("-1000000000000", 38, 38, "-0.0000000000000000000000000100", typeof(decimal))]
    [InlineData("-150", 9, 2, "-1.50", typeof(decimal))]
    public void A_decimal_keeps_its_scale_or_loses_zeros_only(string unscaled, int precision, int scale, string expected, Type type)
    {
        var value = SparkValues.Decimal(Int128.Parse(unscaled), precision, scale);
        Assert.Equal((expected, type), (Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture), value.GetType()));
    }
}
