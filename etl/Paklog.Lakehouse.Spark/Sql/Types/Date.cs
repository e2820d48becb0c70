using System.Globalization;

namespace Paklog.Lakehouse.Spark.Sql.Types;

/// <summary>A date as Microsoft.Spark has it, for jobs that came from there; new code has <see cref="DateOnly"/>.</summary>
public sealed record Date
{
    private readonly DateOnly date;

    public Date(DateTime dateTime) => date = DateOnly.FromDateTime(dateTime);

    public Date(int year, int month, int day) => date = new DateOnly(year, month, day);

    public int Year => date.Year;

    public int Month => date.Month;

    public int Day => date.Day;

    public DateTime ToDateTime() => date.ToDateTime(TimeOnly.MinValue);

    public override string ToString() => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
