namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>
/// Days from 1970-01-01 to year, month and day of the proleptic Gregorian calendar and back, for all ints: DateOnly ends at the years 1 and 9999,
/// dates of Iceberg do not.
/// </summary>
internal static class CivilDate
{
    private const int DaysPer400Years = 146_097;
    private const int DaysToMarchOfYear0 = 719_468;

    internal static (int Year, int Month, int Day) FromDays(int days)
    {
        // Years are counted from 1 March, so that a leap day is the last day of its year.
        var shifted = (long)days + DaysToMarchOfYear0;
        var era = (shifted >= 0 ? shifted : shifted - (DaysPer400Years - 1)) / DaysPer400Years;
        var dayOfEra = (int)(shifted - (era * DaysPer400Years));
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var monthFromMarch = ((5 * dayOfYear) + 2) / 153;
        var day = dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1;
        var month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        return ((int)(yearOfEra + (era * 400)) + (month <= 2 ? 1 : 0), month, day);
    }

    internal static long ToDays(int year, int month, int day)
    {
        long shiftedYear = month <= 2 ? year - 1 : year;
        var era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400;
        var yearOfEra = shiftedYear - (era * 400);
        var dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * DaysPer400Years) + dayOfEra - DaysToMarchOfYear0;
    }
}
