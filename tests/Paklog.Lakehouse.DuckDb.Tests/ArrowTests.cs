using System.Data.SqlTypes;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace Paklog.Lakehouse.DuckDb.Tests;

/// <summary>Rows as record batches, read by Apache.Arrow.</summary>
public sealed class ArrowTests : IDisposable
{
    private readonly InMemory _memory = new();

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void Values_and_nulls_of_every_type_of_a_table_are_what_they_are()
    {
        using var batch = One("""
            SELECT * FROM (VALUES
              (true, 1::INTEGER, 9007199254740993::BIGINT, 1.5::FLOAT, 0.1::DOUBLE, 12345678901234567890.123456::DECIMAL(38, 6), 'Áo', '\xFF'::BLOB,
               DATE '2026-01-31', TIME '09:30:00.5', TIMESTAMP '2026-01-31 09:30:00.000001', TIMESTAMPTZ '2026-01-31 02:30:00Z', UUID 'b0a1c2d3-0000-4000-8000-000000000001'),
              (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL))
            """);

        Assert.Equal(2, batch.Length);
        Assert.All(batch.Arrays, array => Assert.Equal((false, true), (array.IsNull(0), array.IsNull(1))));
        Assert.Equal(true, ((BooleanArray)batch.Column(0)).GetValue(0));
        Assert.Equal(1, ((Int32Array)batch.Column(1)).GetValue(0));
        Assert.Equal(9007199254740993, ((Int64Array)batch.Column(2)).GetValue(0));
        Assert.Equal(1.5f, ((FloatArray)batch.Column(3)).GetValue(0));
        Assert.Equal(0.1, ((DoubleArray)batch.Column(4)).GetValue(0));
        Assert.Equal(SqlDecimal.Parse("12345678901234567890.123456"), ((Decimal128Array)batch.Column(5)).GetSqlDecimal(0));
        Assert.Equal("Áo", ((StringArray)batch.Column(6)).GetString(0));
        Assert.Equal([0xFF], ((BinaryArray)batch.Column(7)).GetBytes(0).ToArray());
        Assert.Equal(new DateOnly(2026, 1, 31), ((Date32Array)batch.Column(8)).GetDateOnly(0));
        Assert.Equal(new TimeOnly(9, 30, 0, 500), ((Time64Array)batch.Column(9)).GetTime(0));
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 9, 30, 0, TimeSpan.Zero).AddTicks(10), ((TimestampArray)batch.Column(10)).GetTimestamp(0));
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 2, 30, 0, TimeSpan.Zero), ((TimestampArray)batch.Column(11)).GetTimestamp(0));
        Assert.Null(((TimestampType)batch.Schema.GetFieldByIndex(10).DataType).Timezone);
        Assert.Equal("Asia/Ho_Chi_Minh", ((TimestampType)batch.Schema.GetFieldByIndex(11).DataType).Timezone);
        Assert.Equal("b0a1c2d3-0000-4000-8000-000000000001", ((StringArray)batch.Column(12)).GetString(0));
    }

    [Fact]
    public void Nested_values_are_what_they_are()
    {
        using var batch = One("""
            SELECT * FROM (VALUES ([1, NULL, 3], {'a': 1, 'b': ['x', NULL]}, MAP {'k': 1.10::DECIMAL(4, 2)}, [{'a': NULL::BIGINT}]), (NULL, NULL, NULL, []))
            """);

        Assert.Equal(2, batch.Length);
        var numbers = (Int32Array)((ListArray)batch.Column(0)).GetSlicedValues(0);
        Assert.Equal([1, null, 3], Enumerable.Range(0, 3).Select(numbers.GetValue));
        var texts = (StringArray)((ListArray)((StructArray)batch.Column(1)).Fields[1]).GetSlicedValues(0);
        Assert.Equal(["x", null], Enumerable.Range(0, 2).Select(i => texts.GetString(i)));
        var map = (MapArray)batch.Column(2);
        Assert.Equal(("k", SqlDecimal.Parse("1.10")), (((StringArray)map.Keys).GetString(0), ((Decimal128Array)map.Values).GetSqlDecimal(0)));
        Assert.True(((StructArray)((ListArray)batch.Column(3)).GetSlicedValues(0)).Fields[0].IsNull(0));
        Assert.All(Enumerable.Range(0, 3), column => Assert.Equal((false, true), (batch.Column(column).IsNull(0), batch.Column(column).IsNull(1))));
        Assert.False(batch.Column(3).IsNull(1));
        Assert.Equal(0, ((ListArray)batch.Column(3)).GetValueLength(1));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("170141183460469231731687303715884105727")]
    [InlineData("-170141183460469231731687303715884105728")]
    public void A_sum_of_integers_keeps_all_its_digits(string digits)
    {
        using var batch = One($"SELECT '{digits}'::HUGEINT AS n");
        Assert.Equal(Int128.Parse(digits), BitConverter.ToInt128(((Decimal128Array)batch.Column(0)).ValueBuffer.Span[..16]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2_048)]
    [InlineData(100_000)]
    public void All_rows_come_once_and_in_order_through_a_stream_of_arrow(int rows)
    {
        using var stream = new MemoryStream();
        using (var result = _memory.Connection.Query($"SELECT range AS n, CASE WHEN range % 3 > 0 THEN range::VARCHAR END AS t FROM range({rows})"))
        using (var writer = new ArrowStreamWriter(stream, result.ArrowSchema, leaveOpen: true))
        {
            writer.WriteStart();
            while (result.ReadBatch() is { } batch)
            {
                using (batch)
                    writer.WriteRecordBatch(batch);
            }

            writer.WriteEnd();
        }

        stream.Position = 0;
        using var reader = new ArrowStreamReader(stream);
        Assert.Equal(["n", "t"], reader.Schema.FieldsList.Select(field => field.Name));
        var next = 0L;
        while (reader.ReadNextRecordBatch() is { } batch)
        {
            for (var i = 0; i < batch.Length; i++, next++)
                Assert.Equal((next, next % 3 > 0 ? $"{next}" : null), (((Int64Array)batch.Column(0)).GetValue(i), ((StringArray)batch.Column(1)).GetString(i)));
        }

        Assert.Equal(rows, next);
    }

    [Theory]
    [InlineData("1::UHUGEINT")]
    [InlineData("[{'a': 1::UHUGEINT}]")]
    [InlineData("MAP {'k': 1::UHUGEINT}")]
    public void A_type_that_Arrow_would_change_is_refused_by_name(string value)
    {
        using var result = _memory.Connection.Query($"SELECT {value} AS n");
        Assert.Contains("column 'n'", Assert.Throws<DuckDbException>(result.ReadBatch).Message);
    }

    [Fact]
    public void A_batch_outlives_its_result_and_connection()
    {
        RecordBatch batch;
        using (var database = DuckDbDatabase.OpenInMemory())
        using (var connection = database.Connect())
        using (var result = connection.Query("SELECT 'a text that is longer than what is inlined' AS t"))
            batch = result.ReadBatch()!;
        using (batch)
            Assert.Equal("a text that is longer than what is inlined", ((StringArray)batch.Column(0)).GetString(0));
    }

    [Fact]
    public void Rows_that_are_half_read_are_not_lost_to_a_batch()
    {
        using var result = _memory.Connection.Query("SELECT range FROM range(10)");
        Assert.True(result.Read());
        Assert.Throws<InvalidOperationException>(result.ReadBatch);
        Assert.Equal(0L, result.GetValue(0));
    }

    [Fact]
    public void A_query_that_fails_on_the_way_fails_the_batch()
    {
        using var result = _memory.Connection.Query("SELECT CASE WHEN range = 900000 THEN error('no') ELSE 1 END FROM range(1000000)");
        Assert.Throws<DuckDbException>(() =>
        {
            while (result.ReadBatch() is { } batch)
                batch.Dispose();
        });
    }

    private RecordBatch One(string sql)
    {
        using var result = _memory.Connection.Query(sql);
        return Assert.IsType<RecordBatch>(result.ReadBatch());
    }
}
