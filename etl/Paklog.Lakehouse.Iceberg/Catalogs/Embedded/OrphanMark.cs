namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>Orphans that were found at a time, by their locations within the warehouse.</summary>
/// <param name="History">What only commits named that had been superseded by then was among them.</param>
internal sealed record OrphanMark(string Location, DateTimeOffset Time, DateTimeOffset History, IReadOnlySet<string> Files);
