using System.Text.Json;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Judges;

/// <summary>What the databases write and what the query prints meet in one text, and different values never do.</summary>
public sealed class CanonicalTests
{
    [Theory]
    [InlineData(ColumnKind.Integer, "9007199254740993", "9007199254740993", "9007199254740993")]
    [InlineData(ColumnKind.Integer, "-3", "-3", "-3")]
    [InlineData(ColumnKind.Integer, "0", "0", "0")]
    [InlineData(ColumnKind.Decimal, "7596000.0000", "7596000", "7596000")]
    [InlineData(ColumnKind.Decimal, "0.50", "0.5", "0.5")]
    [InlineData(ColumnKind.Decimal, "-0.00", "0", "0")]
    [InlineData(ColumnKind.Decimal, "12345678901234567890123456789012345678.0", "12345678901234567890123456789012345678", "12345678901234567890123456789012345678")]
    [InlineData(ColumnKind.Decimal, "1500", "1.5e3", "1500")]
    [InlineData(ColumnKind.NumericText, "160177.500000", "\"160177.5\"", "160177.5")]
    [InlineData(ColumnKind.NumericText, "0", "\"0\"", "0")]
    [InlineData(ColumnKind.Double, "21.473544039499863", "21.473544039499863", "21.473544039499863")]
    [InlineData(ColumnKind.Double, "4", "4.0", "4")]
    [InlineData(ColumnKind.Boolean, "1", "true", "true")]
    [InlineData(ColumnKind.Boolean, "t", "1", "true")]
    [InlineData(ColumnKind.Boolean, "false", "0", "false")]
    [InlineData(ColumnKind.Date, "2025-12-19", "\"2025-12-19\"", "2025-12-19")]
    [InlineData(ColumnKind.Timestamp, "2025-12-13 13:51:30.890", "\"2025-12-13T13:51:30.89\"", "2025-12-13T13:51:30.890000")]
    [InlineData(ColumnKind.Timestamp, "2026-01-27 13:00:00", "\"2026-01-27T13:00:00.000000\"", "2026-01-27T13:00:00.000000")]
    [InlineData(ColumnKind.TimestampTz, "2026-01-06 09:02:59.54145+00", "\"2026-01-06T09:02:59.541450Z\"", "2026-01-06T09:02:59.541450Z")]
    [InlineData(ColumnKind.TimestampTz, "2026-03-18 03:02:19", "\"2026-03-18T03:02:19Z\"", "2026-03-18T03:02:19.000000Z")]
    [InlineData(ColumnKind.TimestampTz, "2026-01-01 06:30:00+06:30", "\"2025-12-31T23:00:00-01:00\"", "2026-01-01T00:00:00.000000Z")]
    [InlineData(ColumnKind.Binary, "63E8", "\"Y+g=\"", "63e8")]
    [InlineData(ColumnKind.Binary, "", "\"\"", "")]
    [InlineData(ColumnKind.TextArray, "[\"a,b\",null,\"q\\\"uote\",\"🧾\"]", "[\"a,b\", null, \"q\\\"uote\", \"\\ud83e\\uddfe\"]", "[\"a,b\",null,\"q\\\"uote\",\"\\uD83E\\uDDFE\"]")]
    [InlineData(ColumnKind.DoubleArray, "[11.085867,103.333901]", "[11.085867, 103.333901]", "[11.085867,103.333901]")]
    [InlineData(ColumnKind.Interval, "1 mon 2 days", "\"P1M2D\"", "2802600000000")]
    [InlineData(ColumnKind.Interval, "1 mon 2 days", "\"P1MT48H\"", "2802600000000")]
    [InlineData(ColumnKind.Interval, "31:44:00", "\"P1DT7H44M\"", "114240000000")]
    [InlineData(ColumnKind.Interval, "3 days 02:03:04.5", "\"P3DT2H3M4.5S\"", "266584500000")]
    [InlineData(ColumnKind.Interval, "1 year -2 mons +3 days -00:00:00.000001", "\"P10M2DT23H59M59.999999S\"", "26557199999999")]
    [InlineData(ColumnKind.Interval, "00:00:00", "\"PT0S\"", "0")]
    [InlineData(ColumnKind.Text, " [kiểm]", "\" [ki\\u1ec3m]\"", " [kiểm]")]
    public void The_database_and_the_query_meet(ColumnKind kind, string database, string json, string canonical)
    {
        Assert.Equal(canonical, Canonical.FromDatabase(kind, database));
        Assert.Equal(canonical, Canonical.FromQuery(kind, Parse(json)));
    }

    [Theory]
    [InlineData(ColumnKind.TimestampTz, "infinity")]
    [InlineData(ColumnKind.Timestamp, "-infinity")]
    [InlineData(ColumnKind.NumericText, "NaN")]
    public void What_the_policies_make_null_is_null(ColumnKind kind, string database)
    {
        Assert.Null(Canonical.FromDatabase(kind, database));
    }

    [Theory]
    [InlineData(ColumnKind.Integer, "\"1\"")]
    [InlineData(ColumnKind.Integer, "1.5")]
    [InlineData(ColumnKind.Decimal, "\"1.5\"")]
    [InlineData(ColumnKind.NumericText, "0")]
    [InlineData(ColumnKind.Boolean, "2")]
    [InlineData(ColumnKind.Date, "\"2026-02-30\"")]
    [InlineData(ColumnKind.Timestamp, "\"2026-01-01T00:00:00Z\"")]
    [InlineData(ColumnKind.TimestampTz, "\"2026-01-01T00:00:00\"")]
    [InlineData(ColumnKind.TimestampTz, "\"infinity\"")]
    [InlineData(ColumnKind.Text, "{}")]
    [InlineData(ColumnKind.Interval, "\"P\"")]
    [InlineData(ColumnKind.Interval, "\"1 day\"")]
    public void A_value_in_a_form_that_its_kind_does_not_have_is_refused(ColumnKind kind, string json)
    {
        Assert.ThrowsAny<FormatException>(() => Canonical.FromQuery(kind, Parse(json)));
    }

    [Fact]
    public void The_text_of_a_numeric_is_not_mended_on_our_side()
    {
        Assert.NotEqual(Canonical.FromDatabase(ColumnKind.NumericText, "160177.500000"), Canonical.FromQuery(ColumnKind.NumericText, Parse("\"160177.500000\"")));
    }

    [Fact]
    public void Doubles_that_differ_in_the_last_bit_stay_apart()
    {
        Assert.NotEqual(Canonical.FromDatabase(ColumnKind.Double, "21.473544039499863"), Canonical.FromQuery(ColumnKind.Double, Parse("21.473544039499866")));
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
