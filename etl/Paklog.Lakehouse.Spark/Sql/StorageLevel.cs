using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>Where <see cref="DataFrame.Persist(StorageLevel)"/> keeps rows.</summary>
public sealed record StorageLevel(bool UseDisk, bool UseMemory, bool UseOffHeap, bool Deserialized, int Replication = 1)
{
    public static StorageLevel NONE { get; } = new(false, false, false, false);

    public static StorageLevel DISK_ONLY { get; } = new(true, false, false, false);

    public static StorageLevel DISK_ONLY_2 { get; } = new(true, false, false, false, 2);

    public static StorageLevel MEMORY_ONLY { get; } = new(false, true, false, true);

    public static StorageLevel MEMORY_ONLY_2 { get; } = new(false, true, false, true, 2);

    public static StorageLevel MEMORY_ONLY_SER { get; } = new(false, true, false, false);

    public static StorageLevel MEMORY_ONLY_SER_2 { get; } = new(false, true, false, false, 2);

    public static StorageLevel MEMORY_AND_DISK { get; } = new(true, true, false, true);

    public static StorageLevel MEMORY_AND_DISK_2 { get; } = new(true, true, false, true, 2);

    public static StorageLevel MEMORY_AND_DISK_SER { get; } = new(true, true, false, false);

    public static StorageLevel MEMORY_AND_DISK_SER_2 { get; } = new(true, true, false, false, 2);

    public static StorageLevel OFF_HEAP { get; } = new(true, true, true, false);

    internal JvmObject On(JvmCaller jvm) =>
        jvm.Static("org.apache.spark.storage.StorageLevel", "apply", UseDisk, UseMemory, UseOffHeap, Deserialized, Replication);
}
