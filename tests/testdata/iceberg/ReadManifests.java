import java.io.File;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Files;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/**
 * Prints what Apache Iceberg's Java library reads from a manifest list and its manifests, one line each, sorted by path. Files are looked up by
 * name in the list's folder: java -cp "$SPARK_HOME/jars/*" ReadManifests.java SCHEMA_JSON SPEC_JSON LIST [SCHEMA_JSON SPEC_JSON LIST]...
 */
public class ReadManifests {
  public static void main(String[] args) throws Exception {
    for (int i = 0; i < args.length; i += 3) {
      Schema schema = SchemaParser.fromJson(args[i]);
      PartitionSpec spec = PartitionSpecParser.fromJson(schema, args[i + 1]);
      File list = new File(args[i + 2]);
      FileIO io = new FolderIO(list.getParentFile());
      Snapshot snapshot = SnapshotParser.fromJson("{\"snapshot-id\":1,\"sequence-number\":1,\"timestamp-ms\":1,\"manifest-list\":\"x/" + list.getName()
          + "\",\"summary\":{\"operation\":\"append\"},\"schema-id\":0}");
      Map<String, String> lines = new TreeMap<>();
      for (ManifestFile manifest : snapshot.allManifests(io)) {
        print(manifest, spec, io, lines);
      }
      System.out.println("list " + lines.size());
      lines.values().forEach(System.out::println);
    }
  }

  static void print(ManifestFile manifest, PartitionSpec spec, FileIO io, Map<String, String> lines) throws Exception {
    StringBuilder line = new StringBuilder("manifest ").append(new File(manifest.path()).getName()).append(' ').append(manifest.content())
        .append(" spec=").append(manifest.partitionSpecId()).append(" sequence=").append(manifest.sequenceNumber()).append('/').append(manifest.minSequenceNumber())
        .append(" snapshot=").append(manifest.snapshotId()).append(" files=").append(manifest.addedFilesCount()).append('/').append(manifest.existingFilesCount())
        .append('/').append(manifest.deletedFilesCount()).append(" rows=").append(manifest.addedRowsCount()).append('/').append(manifest.existingRowsCount())
        .append('/').append(manifest.deletedRowsCount());
    if (manifest.partitions() == null) {
      line.append(" no summaries");
    }
    for (int i = 0; manifest.partitions() != null && i < manifest.partitions().size(); i++) {
      ManifestFile.PartitionFieldSummary summary = manifest.partitions().get(i);
      Types.NestedField field = spec.partitionType().fields().get(i);
      line.append(' ').append(field.name()).append("=[").append(summary.containsNull()).append(',').append(summary.containsNaN()).append(',')
          .append(text(Conversions.fromByteBuffer(field.type(), summary.lowerBound()))).append(',')
          .append(text(Conversions.fromByteBuffer(field.type(), summary.upperBound()))).append(']');
    }
    lines.put(manifest.path(), line.toString());
    Map<Integer, PartitionSpec> specs = Map.of(spec.specId(), spec);
    try (var reader = manifest.content() == ManifestContent.DATA ? ManifestFiles.read(manifest, io, specs) : ManifestFiles.readDeleteManifest(manifest, io, specs)) {
      for (ContentFile<?> file : reader) {
        lines.put(manifest.path() + file.location(), describe(file, spec));
      }
    }
  }

  static String describe(ContentFile<?> file, PartitionSpec spec) {
    StringBuilder line = new StringBuilder("  ").append(file.content()).append(' ').append(file.location()).append(' ').append(file.format()).append(' ')
        .append(file.recordCount()).append(' ').append(file.fileSizeInBytes()).append(" sequence=").append(file.dataSequenceNumber()).append('/')
        .append(file.fileSequenceNumber()).append(" sizes=").append(file.columnSizes()).append(" values=").append(file.valueCounts()).append(" nulls=")
        .append(file.nullValueCounts()).append(" nans=").append(file.nanValueCounts()).append(" splits=").append(file.splitOffsets()).append(" equality=")
        .append(file.equalityFieldIds()).append(" sort=").append(file.sortOrderId());
    if (file instanceof DeleteFile) {
      line.append(" references=").append(((DeleteFile) file).referencedDataFile());
    }
    bounds(line, " lower", file.lowerBounds());
    bounds(line, " upper", file.upperBounds());
    StructLike partition = file.partition();
    for (int i = 0; i < partition.size(); i++) {
      line.append(' ').append(spec.fields().get(i).name()).append('=').append(text(partition.get(i, Object.class)));
    }
    return line.toString();
  }

  static void bounds(StringBuilder line, String name, Map<Integer, ByteBuffer> bounds) {
    line.append(name).append('=');
    if (bounds == null) {
      line.append("null");
      return;
    }
    new TreeMap<>(bounds).forEach((id, bytes) -> line.append(id).append(':').append(text(bytes)).append(';'));
  }

  static String text(Object value) {
    if (value instanceof ByteBuffer) {
      ByteBuffer buffer = ((ByteBuffer) value).duplicate();
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return Arrays.toString(bytes);
    }
    return value instanceof byte[] ? Arrays.toString((byte[]) value) : String.valueOf(value);
  }

  static class FolderIO implements FileIO {
    final File folder;

    FolderIO(File folder) {
      this.folder = folder;
    }

    public InputFile newInputFile(String location) {
      return Files.localInput(new File(folder, location.substring(location.lastIndexOf('/') + 1)));
    }

    public OutputFile newOutputFile(String location) {
      throw new UnsupportedOperationException();
    }

    public void deleteFile(String location) {
      throw new UnsupportedOperationException();
    }
  }
}
