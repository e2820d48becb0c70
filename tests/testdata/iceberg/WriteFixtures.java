import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Writes the fixtures beside this file with Apache Iceberg's Java library:
 * java -cp "$SPARK_HOME/jars/*" WriteFixtures.java OUTPUT_FOLDER
 */
public class WriteFixtures {
  static Path folder;

  public static void main(String[] args) throws Exception {
    folder = Path.of(args[0]);
    try (InMemoryCatalog catalog = new InMemoryCatalog()) {
      catalog.initialize("fixtures", Map.of("warehouse", "memory://warehouse"));
      catalog.createNamespace(Namespace.of("db"));
      types(catalog);
      upgraded(catalog);
      uuids(catalog);
      fixed(catalog);
      format3(catalog);
    }
  }

  static void types(InMemoryCatalog catalog) throws Exception {
    Schema schema = new Schema(
        NestedField.optional(1, "boolean", Types.BooleanType.get()),
        NestedField.optional(2, "int", Types.IntegerType.get()),
        NestedField.optional(3, "long", Types.LongType.get()),
        NestedField.optional(4, "float", Types.FloatType.get()),
        NestedField.optional(5, "double", Types.DoubleType.get()),
        NestedField.optional(6, "decimal", Types.DecimalType.of(38, 10)),
        NestedField.optional(7, "date", Types.DateType.get()),
        NestedField.optional(8, "time", Types.TimeType.get()),
        NestedField.optional(9, "timestamp", Types.TimestampType.withoutZone()),
        NestedField.optional(10, "timestamptz", Types.TimestampType.withZone()),
        NestedField.optional(11, "a string", Types.StringType.get()),
        NestedField.optional(12, "uuid", Types.UUIDType.get()),
        NestedField.optional(13, "fixed", Types.FixedType.ofLength(4)),
        NestedField.optional(14, "1größe", Types.BinaryType.get()));
    PartitionSpec spec = PartitionSpec.builderFor(schema)
        .identity("boolean").identity("int").identity("long").identity("float").identity("double").identity("decimal")
        .identity("date").identity("time").identity("timestamp").identity("timestamptz").identity("a string")
        .identity("1größe")
        .month("date").year("timestamp").hour("timestamptz")
        .bucket("int", 1000).bucket("long", 1000).bucket("decimal", 1000).bucket("date", 1000).bucket("time", 1000)
        .bucket("timestamp", 1000).bucket("timestamptz", 1000).bucket("a string", 1000).bucket("uuid", 1000).bucket("fixed", 1000)
        .bucket("1größe", 1000)
        .truncate("int", 10).truncate("long", 10).truncate("decimal", 50).truncate("a string", 3).truncate("1größe", 3)
        .alwaysNull("int", "int_void")
        .build();
    Table table = catalog.createTable(TableIdentifier.of("db", "types"), schema, spec, Map.of("format-version", "2"));
    schema = table.schema();
    DataFile plain = file(table, "plain", record(schema, true, 34, 34L, 1.5f, -2.5, new BigDecimal("14.2000000000"),
        LocalDate.of(2017, 11, 16), LocalTime.of(22, 31, 8), LocalDateTime.of(2017, 11, 16, 22, 31, 8, 1000),
        "iceberg", UUID.fromString("f79c3e09-677c-4bbd-a479-3f349cb785e7"), new byte[] {0, 1, 2, 3}, new byte[] {0, 1, 2, 3, 4}));
    DataFile edge = file(table, "edge", record(schema, false, -1, Long.MIN_VALUE + 8, Float.NEGATIVE_INFINITY, -0.0,
        new BigDecimal("-9999999999999999999999999999.9999999900"), LocalDate.of(1969, 12, 31), LocalTime.of(0, 0),
        LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000), "a\uD83D\uDE00\u00e9z", UUID.fromString("00000000-0000-0000-0000-000000000001"),
        new byte[] {-1, -1, -1, -1}, new byte[0]));
    DataFile nulls = file(table, "nulls", GenericRecord.create(schema));
    table.newFastAppend().appendFile(plain).appendFile(edge).appendFile(nulls).commit();
    table.newDelete().deleteFile(nulls).commit();
    DeleteFile positions = FileMetadata.deleteFileBuilder(table.spec()).ofPositionDeletes()
        .withPath("memory://warehouse/positions.parquet").withFileSizeInBytes(700).withRecordCount(2)
        .withPartition(plain.partition()).withReferencedDataFile(plain.location()).build();
    DeleteFile equality = FileMetadata.deleteFileBuilder(table.spec()).ofEqualityDeletes(3, 11)
        .withPath("memory://warehouse/equality.parquet").withFileSizeInBytes(600).withRecordCount(1)
        .withPartition(edge.partition()).build();
    table.newRowDelta().addDeletes(positions).addDeletes(equality).commit();
    dump(table, "types");
  }

  static void upgraded(InMemoryCatalog catalog) throws Exception {
    Schema schema = new Schema(
        NestedField.required(1, "id", Types.LongType.get()), NestedField.optional(2, "ts", Types.TimestampType.withZone()));
    PartitionSpec spec = PartitionSpec.builderFor(schema).day("ts").build();
    Table table = catalog.createTable(TableIdentifier.of("db", "upgraded"), schema, spec, Map.of("format-version", "1"));
    DataFile[] files = new DataFile[3];
    for (int i = 0; i < 3; i++) {
      files[i] = DataFiles.builder(table.spec()).withPath("memory://warehouse/" + i + ".parquet").withFileSizeInBytes(100 + i)
          .withRecordCount(10 + i).withPartitionPath("ts_day=2026-01-3" + Math.min(i, 1)).build();
    }
    table.newAppend().appendFile(files[0]).appendFile(files[1]).commit();
    table.newDelete().deleteFile(files[1]).commit();
    TableOperations operations = ((BaseTable) table).operations();
    TableMetadata base = operations.current();
    operations.commit(base, base.upgradeToFormatVersion(2));
    table.refresh();
    table.newFastAppend().appendFile(files[2]).commit();
    dump(table, "upgraded");
  }

  /** Summaries order uuids by signed longs: the lower bound here begins with f. */
  static void uuids(InMemoryCatalog catalog) throws Exception {
    Schema schema = new Schema(NestedField.optional(1, "uuid", Types.UUIDType.get()));
    Table table = catalog.createTable(
        TableIdentifier.of("db", "uuids"), schema, PartitionSpec.builderFor(schema).identity("uuid").build(), Map.of("format-version", "2"));
    var append = table.newFastAppend();
    for (String uuid : new String[] {"f79c3e09-677c-4bbd-a479-3f349cb785e7", "00000000-0000-0000-0000-000000000001"}) {
      GenericRecord record = GenericRecord.create(table.schema());
      record.set(0, UUID.fromString(uuid));
      PartitionKey key = new PartitionKey(table.spec(), table.schema());
      key.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(record));
      append.appendFile(DataFiles.builder(table.spec()).withPath("memory://warehouse/" + uuid.charAt(0) + ".parquet").withFileSizeInBytes(1)
          .withRecordCount(1).withPartition(key).build());
    }
    append.commit();
    dump(table, "uuids");
  }

  /** The values of fixed partitions stand behind their length, against the Avro specification (apache/iceberg#17501). */
  static void fixed(InMemoryCatalog catalog) throws Exception {
    Schema schema = new Schema(NestedField.optional(1, "bytes", Types.FixedType.ofLength(3)));
    Table table = catalog.createTable(
        TableIdentifier.of("db", "fixed"), schema, PartitionSpec.builderFor(schema).identity("bytes").build(), Map.of("format-version", "2"));
    GenericRecord record = GenericRecord.create(table.schema());
    record.set(0, new byte[] {1, 2, 3});
    PartitionKey key = new PartitionKey(table.spec(), table.schema());
    key.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(record));
    table.newFastAppend().appendFile(DataFiles.builder(table.spec()).withPath("memory://warehouse/fixed.parquet").withFileSizeInBytes(7)
        .withRecordCount(5).withPartition(key).build()).commit();
    dump(table, "fixed");
  }

  static void format3(InMemoryCatalog catalog) throws Exception {
    Schema schema = new Schema(NestedField.required(1, "id", Types.LongType.get()));
    Table table = catalog.createTable(TableIdentifier.of("db", "format3"), schema, PartitionSpec.unpartitioned(), Map.of("format-version", "3"));
    table.newAppend().appendFile(DataFiles.builder(table.spec()).withPath("memory://warehouse/v3.parquet").withFileSizeInBytes(1)
        .withRecordCount(1).build()).commit();
    dump(table, "format3");
  }

  static GenericRecord record(Schema schema, Object boolean_, Object int_, Object long_, Object float_, Object double_, Object decimal, Object date,
      Object time, LocalDateTime timestamp, Object string, Object uuid, byte[] fixed, byte[] binary) {
    GenericRecord record = GenericRecord.create(schema);
    Object[] values = {boolean_, int_, long_, float_, double_, decimal, date, time, timestamp, timestamp.atOffset(ZoneOffset.UTC), string, uuid,
        fixed, ByteBuffer.wrap(binary)};
    for (int i = 0; i < values.length; i++) {
      record.set(i, values[i]);
    }
    return record;
  }

  /** A data file of one row: its partition and its bounds are the row's values as the Java library transforms and serialises them. */
  static DataFile file(Table table, String name, GenericRecord record) {
    PartitionKey key = new PartitionKey(table.spec(), table.schema());
    InternalRecordWrapper row = new InternalRecordWrapper(table.schema().asStruct()).wrap(record);
    key.partition(row);
    Map<Integer, Long> values = new HashMap<>();
    Map<Integer, Long> nulls = new HashMap<>();
    Map<Integer, Long> nans = new HashMap<>();
    Map<Integer, ByteBuffer> bounds = new HashMap<>();
    for (int i = 0; i < table.schema().columns().size(); i++) {
      NestedField field = table.schema().columns().get(i);
      values.put(field.fieldId(), 1L);
      nulls.put(field.fieldId(), record.get(i) == null ? 1L : 0L);
      if (record.get(i) != null) {
        bounds.put(field.fieldId(), Conversions.toByteBuffer(field.type(), row.get(i, Object.class)));
      }
    }
    nans.put(4, 0L);
    nans.put(5, 0L);
    return DataFiles.builder(table.spec()).withPath("memory://warehouse/" + name + ".parquet").withFileSizeInBytes(1234).withPartition(key)
        .withMetrics(new Metrics(1L, Map.of(1, 8L), values, nulls, nans, bounds, bounds)).withSplitOffsets(java.util.List.of(4L))
        .withSortOrder(table.sortOrder()).build();
  }

  /** The metadata file, and each snapshot's manifest list as list-N.avro and its manifests under their own names. */
  static void dump(Table table, String name) throws Exception {
    Path target = Files.createDirectories(folder.resolve(name));
    TableMetadata metadata = ((BaseTable) table).operations().current();
    copy(table, metadata.metadataFileLocation(), target.resolve("metadata.json"));
    int number = 1;
    for (Snapshot snapshot : table.snapshots()) {
      copy(table, snapshot.manifestListLocation(), target.resolve("list-" + number++ + ".avro"));
      for (var manifest : snapshot.allManifests(table.io())) {
        copy(table, manifest.path(), target.resolve(manifest.path().substring(manifest.path().lastIndexOf('/') + 1)));
      }
    }
  }

  static void copy(Table table, String location, Path target) throws Exception {
    try (var stream = table.io().newInputFile(location).newStream()) {
      Files.write(target, stream.readAllBytes());
    }
  }
}
