namespace Paklog.Lakehouse.Spark.Sql;

// Dates and times.
public static partial class Functions
{
    public static Column AddMonths(Column startDate, int numMonths) => Call("add_months", startDate, numMonths);
    public static Column AddMonths(Column startDate, Column numMonths) => Call("add_months", startDate, numMonths);
    public static Column CurrentDate() => Call("current_date");
    public static Column CurrentTimestamp() => Call("current_timestamp");
    public static Column DateFormat(Column dateExpr, string format) => Call("date_format", dateExpr, format);
    public static Column DateAdd(Column start, int days) => Call("date_add", start, days);
    public static Column DateAdd(Column start, Column days) => Call("date_add", start, days);
    public static Column DateSub(Column start, int days) => Call("date_sub", start, days);
    public static Column DateSub(Column start, Column days) => Call("date_sub", start, days);
    public static Column DateDiff(Column end, Column start) => Call("datediff", end, start);
    public static Column Year(Column column) => Call("year", column);
    public static Column Quarter(Column column) => Call("quarter", column);
    public static Column Month(Column column) => Call("month", column);
    public static Column DayOfWeek(Column column) => Call("dayofweek", column);
    public static Column DayOfMonth(Column column) => Call("dayofmonth", column);
    public static Column DayOfYear(Column column) => Call("dayofyear", column);
    public static Column Hour(Column column) => Call("hour", column);
    public static Column LastDay(Column column) => Call("last_day", column);
    public static Column Minute(Column column) => Call("minute", column);
    public static Column MonthsBetween(Column end, Column start) => Call("months_between", end, start);
    public static Column MonthsBetween(Column end, Column start, bool roundOff) => Call("months_between", end, start, roundOff);
    public static Column NextDay(Column date, string dayOfWeek) => Call("next_day", date, dayOfWeek);
    public static Column NextDay(Column date, Column dayOfWeek) => Call("next_day", date, dayOfWeek);
    public static Column Second(Column column) => Call("second", column);
    public static Column WeekOfYear(Column column) => Call("weekofyear", column);
    public static Column FromUnixTime(Column column) => Call("from_unixtime", column);
    public static Column FromUnixTime(Column column, string format) => Call("from_unixtime", column, format);
    public static Column UnixTimestamp() => Call("unix_timestamp");
    public static Column UnixTimestamp(Column column) => Call("unix_timestamp", column);
    public static Column UnixTimestamp(Column column, string format) => Call("unix_timestamp", column, format);
    public static Column ToTimestamp(Column column) => Call("to_timestamp", column);
    public static Column ToTimestamp(Column column, string format) => Call("to_timestamp", column, format);
    public static Column ToDate(Column column) => Call("to_date", column);
    public static Column ToDate(Column column, string format) => Call("to_date", column, format);
    public static Column Trunc(Column column, string format) => Call("trunc", column, format);
    public static Column DateTrunc(string format, Column column) => Call("date_trunc", format, column);
    public static Column FromUtcTimestamp(Column column, string tz) => Call("from_utc_timestamp", column, tz);
    public static Column FromUtcTimestamp(Column column, Column tz) => Call("from_utc_timestamp", column, tz);
    public static Column ToUtcTimestamp(Column column, string tz) => Call("to_utc_timestamp", column, tz);
    public static Column ToUtcTimestamp(Column column, Column tz) => Call("to_utc_timestamp", column, tz);
    public static Column Window(Column column, string windowDuration, string slideDuration, string startTime) =>
        Call("window", column, windowDuration, slideDuration, startTime);
    public static Column Window(Column column, string windowDuration, string slideDuration) => Call("window", column, windowDuration, slideDuration);
    public static Column Window(Column column, string windowDuration) => Call("window", column, windowDuration);
    public static Column Session_Window(Column timeColumn, string gapDuration) => Call("session_window", timeColumn, gapDuration);
    public static Column Session_Window(Column timeColumn, Column gapDuration) => Call("session_window", timeColumn, gapDuration);
    public static Column TimestampSeconds(Column column) => Call("timestamp_seconds", column);
    public static Column ConvertTimezone(Column sourceZone, Column targetZone, Column timestamp) => Call("convert_timezone", sourceZone, targetZone, timestamp);
    public static Column DatePart(Column field, Column source) => Call("date_part", field, source);
    public static Column MakeDate(Column year, Column month, Column day) => Call("make_date", year, month, day);
    public static Column Now() => Call("now");
    public static Column TimestampMicros(Column column) => Call("timestamp_micros", column);
    public static Column TimestampMillis(Column column) => Call("timestamp_millis", column);
    public static Column TryToTimestamp(Column column) => Call("try_to_timestamp", column);
    public static Column UnixDate(Column column) => Call("unix_date", column);
    public static Column UnixMicros(Column column) => Call("unix_micros", column);
    public static Column UnixMillis(Column column) => Call("unix_millis", column);
    public static Column UnixSeconds(Column column) => Call("unix_seconds", column);
    public static Column Weekday(Column column) => Call("weekday", column);
}
