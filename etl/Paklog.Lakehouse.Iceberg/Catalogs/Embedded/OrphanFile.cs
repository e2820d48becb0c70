namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>A file of the warehouse that nothing names; <paramref name="Length"/> is in bytes.</summary>
public sealed record OrphanFile(OrphanKind Kind, string Location, long Length, DateTimeOffset LastModified);
