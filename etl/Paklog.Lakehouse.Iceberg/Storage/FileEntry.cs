namespace Paklog.Lakehouse.Iceberg.Storage;

/// <summary>One file of a listing; <paramref name="Length"/> is in bytes.</summary>
public sealed record FileEntry(string Location, long Length, DateTimeOffset LastModified);
