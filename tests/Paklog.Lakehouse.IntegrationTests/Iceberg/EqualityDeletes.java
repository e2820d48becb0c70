import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** Tables with equality deletes, which Spark never writes, by the Java library: one line "name location-of-metadata" each. */
public class EqualityDeletes {
    static final Schema SCHEMA = new Schema(
        Types.NestedField.required(1, "id", Types.LongType.get()),
        Types.NestedField.optional(2, "region", Types.StringType.get()),
        Types.NestedField.optional(3, "v", Types.StringType.get()));

    static String folder;

    public static void main(String[] args) throws Exception {
        folder = args[0];
        bySequence();
        nulls();
        partitioned();
        global();
        evolved();
    }

    /** A delete takes rows of older snapshots only, not those that were added with it or after it. */
    static void bySequence() throws Exception {
        Table table = create("by_sequence", PartitionSpec.unpartitioned());
        table.newAppend().appendFile(data(table, null, row(1, "eu", "old"), row(2, "eu", "old"), row(3, "us", "old"))).commit();
        table.newRowDelta().addRows(data(table, null, row(1, "eu", "new"))).addDeletes(deletes(table, null, List.of(1), row(1, null, null), row(3, null, null))).commit();
        table.newAppend().appendFile(data(table, null, row(3, "us", "newest"))).commit();
        print("by_sequence", table);
    }

    /** Null is equal to null, and several columns count together; several delete files by different columns apply at once. */
    static void nulls() throws Exception {
        Table table = create("nulls", PartitionSpec.unpartitioned());
        table.newAppend().appendFile(data(table, null, row(1, null, "a"), row(2, null, "b"), row(3, "eu", "a"), row(4, "eu", null), row(5, null, null))).commit();
        table.newRowDelta().addDeletes(deletes(table, null, List.of(2, 3), row(0, null, "a"), row(0, "eu", null))).commit();
        table.newRowDelta().addDeletes(deletes(table, null, List.of(1), row(2, null, null))).commit();
        print("nulls", table);
    }

    /** A delete in a partition leaves equal rows of other partitions alone. */
    static void partitioned() throws Exception {
        Table table = create("partitioned", PartitionSpec.builderFor(SCHEMA).identity("region").build());
        for (String region : new String[] {"eu", "us"}) {
            StructLike key = key(table, row(0, region, null));
            table.newAppend().appendFile(data(table, key, row(1, region, "x"), row(2, region, "x"))).commit();
        }
        table.newRowDelta().addDeletes(deletes(table, key(table, row(0, "eu", null)), List.of(1), row(1, null, null))).commit();
        print("partitioned", table);
    }

    /** A delete file of an unpartitioned spec holds for all partitions of all specs. */
    static void global() throws Exception {
        Table table = create("global", PartitionSpec.unpartitioned());
        table.newAppend().appendFile(data(table, null, row(1, "eu", "flat"), row(2, "eu", "flat"))).commit();
        table.updateSpec().addField("region").commit();
        table.newAppend().appendFile(data(table, key(table, row(0, "us", null)), row(1, "us", "parted"), row(3, "us", "parted"))).commit();
        table.updateSpec().removeField("region").commit();
        table.newRowDelta().addDeletes(deletes(table, null, List.of(1), row(1, null, null))).commit();
        table.newAppend().appendFile(data(table, null, row(1, "eu", "after"))).commit();
        print("global", table);
    }

    /** The column that deletes are by is renamed and widened afterwards, and position deletes stand beside them. */
    static void evolved() throws Exception {
        Schema schema = new Schema(Types.NestedField.required(1, "id", Types.IntegerType.get()), Types.NestedField.optional(2, "v", Types.StringType.get()));
        Table table = new HadoopTables(new Configuration()).create(schema, PartitionSpec.unpartitioned(), Map.of("format-version", "2"), folder + "/evolved");
        table.newAppend().appendFile(data(table, null, two(schema, 1, "a"), two(schema, 2, "b"), two(schema, 3, "c"))).commit();
        table.newRowDelta().addDeletes(deletes(table, null, List.of(1), two(schema, 2, null))).commit();
        table.updateSchema().renameColumn("id", "key").updateColumn("id", Types.LongType.get()).commit();
        print("evolved", table);
    }

    static Table create(String name, PartitionSpec spec) {
        return new HadoopTables(new Configuration()).create(SCHEMA, spec, Map.of("format-version", "2"), folder + "/" + name);
    }

    static Record row(long id, String region, String v) {
        Record row = GenericRecord.create(SCHEMA);
        row.setField("id", id);
        row.setField("region", region);
        row.setField("v", v);
        return row;
    }

    static Record two(Schema schema, int id, String v) {
        Record row = GenericRecord.create(schema);
        row.setField("id", id);
        row.setField("v", v);
        return row;
    }

    static StructLike key(Table table, Record row) {
        PartitionKey key = new PartitionKey(table.spec(), table.schema());
        key.partition(row);
        return key;
    }

    static DataFile data(Table table, StructLike partition, Record... rows) throws Exception {
        var writer = new GenericFileWriterFactory.Builder(table).dataFileFormat(FileFormat.PARQUET).build().newDataWriter(file(table), table.spec(), partition);
        try (writer) {
            for (Record row : rows) writer.write(row);
        }
        return writer.toDataFile();
    }

    static DeleteFile deletes(Table table, StructLike partition, List<Integer> ids, Record... rows) throws Exception {
        Schema columns = TypeUtil.select(table.schema(), Set.copyOf(ids));
        int[] fields = ids.stream().mapToInt(Integer::intValue).toArray();
        var writer = new GenericFileWriterFactory.Builder(table).deleteFileFormat(FileFormat.PARQUET).equalityFieldIds(fields).equalityDeleteRowSchema(columns).build()
            .newEqualityDeleteWriter(file(table), table.spec(), partition);
        try (writer) {
            for (Record row : rows) {
                Record narrow = GenericRecord.create(columns);
                for (Types.NestedField field : columns.columns()) narrow.setField(field.name(), row.getField(field.name()));
                writer.write(narrow);
            }
        }
        return writer.toDeleteFile();
    }

    static int files;

    static EncryptedOutputFile file(Table table) {
        return EncryptedFiles.encryptedOutput(table.io().newOutputFile(folder + "/files/" + ++files + ".parquet"), EncryptionKeyMetadata.EMPTY);
    }

    static void print(String name, Table table) {
        System.out.println(name + " " + ((BaseTable) table).operations().current().metadataFileLocation());
    }
}
