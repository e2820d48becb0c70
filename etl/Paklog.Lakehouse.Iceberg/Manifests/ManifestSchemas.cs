using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Manifests;

/// <summary>
/// The fields of manifests and manifest lists of format v2, in the order and with the ids and names of the spec. The order is part of the written
/// bytes; readers go by id.
/// </summary>
internal static class ManifestSchemas
{
    internal const string EntryRecord = "manifest_entry";
    internal const string ListRecord = "manifest_file";

    private const int PartitionFieldId = 102;

    private static readonly NestedField[] FileBeforePartition =
    [
        Required(134, "content", IcebergType.Int, "Contents of the file: 0=data, 1=position deletes, 2=equality deletes"),
        Required(100, "file_path", IcebergType.String, "Location URI with FS scheme"),
        Required(101, "file_format", IcebergType.String, "File format name: avro, orc, or parquet"),
    ];

    private static readonly NestedField[] FileAfterPartition =
    [
        Required(103, "record_count", IcebergType.Long, "Number of records in the file"),
        Required(104, "file_size_in_bytes", IcebergType.Long, "Total file size in bytes"),
        Map(108, "column_sizes", 117, 118, IcebergType.Long, "Map of column id to total size on disk"),
        Map(109, "value_counts", 119, 120, IcebergType.Long, "Map of column id to total count, including null and NaN"),
        Map(110, "null_value_counts", 121, 122, IcebergType.Long, "Map of column id to null value count"),
        Map(137, "nan_value_counts", 138, 139, IcebergType.Long, "Map of column id to number of NaN values in the column"),
        Map(125, "lower_bounds", 126, 127, IcebergType.Binary, "Map of column id to lower bound"),
        Map(128, "upper_bounds", 129, 130, IcebergType.Binary, "Map of column id to upper bound"),
        Optional(131, "key_metadata", IcebergType.Binary, "Encryption key metadata blob"),
        Optional(132, "split_offsets", new ListType(133, true, IcebergType.Long), "Splittable offsets"),
        Optional(135, "equality_ids", new ListType(136, true, IcebergType.Int), "Equality comparison field IDs"),
        Optional(140, "sort_order_id", IcebergType.Int, "Sort order ID"),
        Optional(143, "referenced_data_file", IcebergType.String, "Fully qualified location (URI with FS scheme) of a data file that all deletes reference"),
    ];

    /// <summary>What only entries of format v2 have.</summary>
    internal static NestedField SequenceNumber { get; } = Optional(3, "sequence_number", IcebergType.Long);

    internal static NestedField DataFileField { get; } = Required(2, "data_file", new StructType());

    internal static NestedField PartitionField { get; } = Required(PartitionFieldId, "partition", new StructType());

    /// <summary>The fields of a manifest list entry.</summary>
    internal static StructType ManifestFile { get; } = new(
        Required(500, "manifest_path", IcebergType.String, "Location URI with FS scheme"),
        Required(501, "manifest_length", IcebergType.Long, "Total file size in bytes"),
        Required(502, "partition_spec_id", IcebergType.Int, "Spec ID used to write"),
        Required(517, "content", IcebergType.Int, "Contents of the manifest: 0=data, 1=deletes"),
        Required(515, "sequence_number", IcebergType.Long, "Sequence number when the manifest was added"),
        Required(516, "min_sequence_number", IcebergType.Long, "Lowest sequence number in the manifest"),
        Required(503, "added_snapshot_id", IcebergType.Long, "Snapshot ID that added the manifest"),
        Required(504, "added_files_count", IcebergType.Int, "Added entry count"),
        Required(505, "existing_files_count", IcebergType.Int, "Existing entry count"),
        Required(506, "deleted_files_count", IcebergType.Int, "Deleted entry count"),
        Required(512, "added_rows_count", IcebergType.Long, "Added rows count"),
        Required(513, "existing_rows_count", IcebergType.Long, "Existing rows count"),
        Required(514, "deleted_rows_count", IcebergType.Long, "Deleted rows count"),
        Optional(
            507,
            "partitions",
            new ListType(508, true, new StructType(
                Required(509, "contains_null", IcebergType.Boolean, "True if any file has a null partition value"),
                Optional(518, "contains_nan", IcebergType.Boolean, "True if any file has a nan partition value"),
                Optional(510, "lower_bound", IcebergType.Binary, "Partition lower bound for all files"),
                Optional(511, "upper_bound", IcebergType.Binary, "Partition upper bound for all files"))),
            "Summary for each partition"),
        Optional(519, "key_metadata", IcebergType.Binary, "Encryption key metadata blob"));

    /// <summary>The fields of a manifest entry for files of one partition spec.</summary>
    internal static StructType Entry(StructType partitionType) => new(
        Required(0, "status", IcebergType.Int),
        Optional(1, "snapshot_id", IcebergType.Long),
        SequenceNumber,
        Optional(4, "file_sequence_number", IcebergType.Long),
        DataFileField with
        {
            Type = new StructType(
            [
                .. FileBeforePartition,
                PartitionField with { Type = partitionType, Doc = "Partition data tuple, schema based on the partition spec" },
                .. FileAfterPartition,
            ]),
        });

    private static NestedField Required(int id, string name, IcebergType type, string? doc = null) => new(id, name, true, type, doc);

    private static NestedField Optional(int id, string name, IcebergType type, string? doc = null) => new(id, name, false, type, doc);

    private static NestedField Map(int id, string name, int keyId, int valueId, IcebergType value, string doc) =>
        Optional(id, name, new MapType(keyId, IcebergType.Int, valueId, true, value), doc);
}
