using System.Collections;
using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Sql.Arrow;
using Paklog.Lakehouse.Spark.Sql.Types;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>The rows of a data frame over the sockets that Spark serves results on for Python, as Arrow batches.</summary>
internal static class ArrowRows
{
    public static IEnumerable<Row> Collect(DataFrame frame)
    {
        StructType schema = frame.Schema();
        JvmCaller jvm = frame.Session.Jvm;
        using var served = new ServedResult(jvm, jvm.Object(frame.Reference, "collectAsArrowToPython"));
        List<RecordBatch> batches = [];
        int[] order = served.Read(input =>
        {
            while (ArrowStream.ReadMessage(input) is { } message)
            {
                if (RecordBatch.IsRecordBatch(message))
                    batches.Add(RecordBatch.Read(message, schema));
            }

            // Partitions end in any order; after the batches stands which of them comes first, second, ... (Spark: Dataset.collectAsArrowToPython).
            int[] positions = new int[BigEndian.Int32(input)];
            for (int index = 0; index < positions.Length; index++)
                positions[index] = BigEndian.Int32(input);
            return positions;
        });
        return new Collected(Array.ConvertAll(order, index => batches[index]));
    }

    public static IEnumerable<Row> Iterate(DataFrame frame, bool prefetch)
    {
        StructType schema = frame.Schema();
        JvmCaller jvm = frame.Session.Jvm;
        JvmObject batches = jvm.Object(frame.Reference, "toArrowBatchRdd");
        return Iterate(jvm, batches, prefetch).SelectMany(message => RecordBatch.Read(message, schema).Rows());
    }

    private static IEnumerable<byte[]> Iterate(JvmCaller jvm, JvmObject batches, bool prefetch)
    {
        using var served = new ServedResult(jvm, jvm.Static("org.apache.spark.api.python.PythonRDD", "toLocalIteratorAndServe", batches, prefetch));
        // 1 asks for a partition; the answer is 1, byte arrays with their lengths before them and -1; or 0 when there is none left; or -1 when it failed.
        while (served.Read(NextPartition, completes: false) == 1)
        {
            while (served.Read(ArrowStream.ReadBytes, completes: false) is { } message)
                yield return message;
        }
    }

    private static int NextPartition(Stream stream)
    {
        BigEndian.Write(stream, 1);
        int answer = BigEndian.Int32(stream);
        return answer >= 0 ? answer : throw new EndOfStreamException();
    }

    private sealed class Collected(RecordBatch[] batches) : IReadOnlyCollection<Row>
    {
        public int Count { get; } = batches.Sum(batch => batch.Length);

        public IEnumerator<Row> GetEnumerator() => batches.SelectMany(batch => batch.Rows()).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
