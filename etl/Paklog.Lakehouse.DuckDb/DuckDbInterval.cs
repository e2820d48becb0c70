namespace Paklog.Lakehouse.DuckDb;

/// <summary>An INTERVAL: its three parts are not comparable with one another, since months and days vary in length.</summary>
public readonly record struct DuckDbInterval(int Months, int Days, long Micros);
