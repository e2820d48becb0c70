import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark session on a pipe. Each line of standard input is {"id":N,"sql":"..."} or {"id":N,"metadataLocation":"catalog.namespace.table"};
 * each line of standard output is {"id":N,"result":[{...}]} (a text for a metadata location) or {"id":N,"error":"..."}.
 * The first line is {"id":0,"result":null}: the session is up.
 *
 * <p>Values: numbers exactly (a decimal keeps its scale; NaN and infinities of a double as text), timestamps as ISO 8601 with six digits and Z
 * where the type has a zone, dates as YYYY-MM-DD, binary as base64, structs as objects, maps as a list of {"key","value"}. The end of the
 * input ends the process, so it never outlives the one that started it.
 */
public class SparkSql {
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");
    private static final JsonFactory JSON = JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

    /** Iceberg's in-memory catalog over files on disk: it knows only its own in-memory files, and there is no property to tell it others. */
    public static class LocalFiles extends InMemoryCatalog {
        @Override
        public void initialize(String name, Map<String, String> properties) {
            super.initialize(name, properties);
            try {
                var io = InMemoryCatalog.class.getDeclaredField("io");
                io.setAccessible(true);
                io.set(this, new HadoopFileIO(new Configuration()));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("InMemoryCatalog of this Iceberg version has no field `io`", e);
            }
        }
    }

    public static void main(String[] args) throws IOException {
        PrintStream replies = System.out;
        System.setOut(System.err); // whatever libraries print must not stand among the replies
        Thread.currentThread().setContextClassLoader(SparkSql.class.getClassLoader()); // `java File.java` does not: LocalFiles would not be found by name
        SparkSession spark = start(args[0]);
        spark.sparkContext().setLogLevel("ERROR");
        var json = new ObjectMapper();
        var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        reply(replies, 0, out -> out.writeNull());
        for (String line; (line = requests.readLine()) != null; ) {
            JsonNode request = json.readTree(line);
            long id = request.get("id").asLong();
            try {
                if (request.has("metadataLocation")) {
                    String location = metadataLocation(spark, request.get("metadataLocation").asText());
                    reply(replies, id, out -> out.writeString(location));
                } else {
                    var result = spark.sql(request.get("sql").asText());
                    var rows = result.collectAsList();
                    reply(replies, id, out -> {
                        out.writeStartArray();
                        for (Row row : rows) write(out, row);
                        out.writeEndArray();
                    });
                }
            } catch (Throwable e) {
                fail(replies, id, e);
            }
        }
        spark.stop();
    }

    private static SparkSession start(String folder) {
        return SparkSession.builder()
            .appName("paklog-tests")
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.local.dir", folder)
            .config("spark.sql.warehouse.dir", folder + "/warehouse")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.datetime.java8API.enabled", "true")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
            .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
            .config("spark.sql.catalog.lake.catalog-impl", LocalFiles.class.getName())
            .config("spark.sql.catalog.lake.warehouse", "file://" + folder + "/lake")
            .config("spark.sql.catalog.lake.cache-enabled", "false")
            .getOrCreate();
    }

    private static String metadataLocation(SparkSession spark, String name) throws Exception {
        Table table = Spark3Util.loadIcebergTable(spark, name);
        TableOperations operations = ((HasTableOperations) table).operations();
        operations.refresh();
        return operations.current().metadataFileLocation();
    }

    private interface Body {
        void write(JsonGenerator out) throws IOException;
    }

    private static void reply(PrintStream replies, long id, Body body) throws IOException {
        send(replies, id, "result", body);
    }

    private static void fail(PrintStream replies, long id, Throwable error) throws IOException {
        var message = new StringBuilder();
        for (Throwable e = error; e != null; e = e.getCause()) {
            message.append(message.length() == 0 ? "" : "\ncaused by: ").append(e);
        }
        send(replies, id, "error", out -> out.writeString(message.toString()));
    }

    private static void send(PrintStream replies, long id, String name, Body body) throws IOException {
        var line = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(line)) {
            out.writeStartObject();
            out.writeNumberField("id", id);
            out.writeFieldName(name);
            body.write(out);
            out.writeEndObject();
        }
        line.write('\n');
        replies.write(line.toByteArray());
        replies.flush();
    }

    private static void write(JsonGenerator out, Object value) throws IOException {
        if (value == null) out.writeNull();
        else if (value instanceof Boolean v) out.writeBoolean(v);
        else if (value instanceof BigDecimal v) out.writeNumber(v);
        else if (value instanceof Float v && !Float.isFinite(v)) out.writeString(v.toString());
        else if (value instanceof Float v) out.writeNumber(v);
        else if (value instanceof Double v && !Double.isFinite(v)) out.writeString(v.toString());
        else if (value instanceof Double v) out.writeNumber(v);
        else if (value instanceof Number v) out.writeNumber(v.longValue());
        else if (value instanceof byte[] v) out.writeBinary(v);
        else if (value instanceof Instant v) out.writeString(MICROS.format(v.atOffset(ZoneOffset.UTC)) + "Z");
        else if (value instanceof LocalDateTime v) out.writeString(MICROS.format(v));
        else if (value instanceof Row v) writeRow(out, v);
        else if (value instanceof scala.collection.Map<?, ?> v) writeMap(out, v);
        else if (value instanceof scala.collection.Iterable<?> v) writeList(out, v);
        else out.writeString(value.toString());
    }

    private static void writeRow(JsonGenerator out, Row row) throws IOException {
        out.writeStartObject();
        for (int i = 0; i < row.size(); i++) {
            out.writeFieldName(row.schema().fields()[i].name());
            write(out, row.get(i));
        }
        out.writeEndObject();
    }

    private static void writeMap(JsonGenerator out, scala.collection.Map<?, ?> map) throws IOException {
        out.writeStartArray();
        for (var entries = map.iterator(); entries.hasNext(); ) {
            var entry = (scala.Tuple2<?, ?>) entries.next();
            out.writeStartObject();
            out.writeFieldName("key");
            write(out, entry._1());
            out.writeFieldName("value");
            write(out, entry._2());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeList(JsonGenerator out, scala.collection.Iterable<?> list) throws IOException {
        out.writeStartArray();
        for (var items = list.iterator(); items.hasNext(); ) write(out, items.next());
        out.writeEndArray();
    }
}
