using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>Rows and values that are null or NaN.</summary>
public sealed class DataFrameNaFunctions
{
    private readonly SparkSession session;
    private readonly JvmObject reference;

    internal DataFrameNaFunctions(SparkSession session, JvmObject reference)
    {
        this.session = session;
        this.reference = reference;
    }

    /// <summary>Drops rows that have one.</summary>
    public DataFrame Drop() => Frame("drop");

    /// <param name="how"><c>any</c>: rows that have one; <c>all</c>: rows that have nothing else.</param>
    public DataFrame Drop(string how) => Frame("drop", how);

    public DataFrame Drop(IEnumerable<string> columnNames) => Frame("drop", columnNames);

    public DataFrame Drop(string how, IEnumerable<string> columnNames) => Frame("drop", how, columnNames);

    /// <summary>Drops rows with fewer values than this.</summary>
    public DataFrame Drop(int minNonNulls) => Frame("drop", minNonNulls);

    public DataFrame Drop(int minNonNulls, IEnumerable<string> columnNames) => Frame("drop", minNonNulls, columnNames);

    /// <summary>Puts a value in numeric columns; so do the others in columns of their type.</summary>
    public DataFrame Fill(long value) => Frame("fill", value);

    public DataFrame Fill(double value) => Frame("fill", value);

    public DataFrame Fill(string value) => Frame("fill", value);

    public DataFrame Fill(bool value) => Frame("fill", value);

    public DataFrame Fill(long value, IEnumerable<string> columnNames) => Frame("fill", value, columnNames);

    public DataFrame Fill(double value, IEnumerable<string> columnNames) => Frame("fill", value, columnNames);

    public DataFrame Fill(string value, IEnumerable<string> columnNames) => Frame("fill", value, columnNames);

    public DataFrame Fill(bool value, IEnumerable<string> columnNames) => Frame("fill", value, columnNames);

    /// <summary>A value for each column named.</summary>
    public DataFrame Fill(IDictionary<string, int> valueMap) => Frame("fill", new Dictionary<string, int>(valueMap));

    public DataFrame Fill(IDictionary<string, long> valueMap) => Frame("fill", new Dictionary<string, long>(valueMap));

    public DataFrame Fill(IDictionary<string, double> valueMap) => Frame("fill", new Dictionary<string, double>(valueMap));

    public DataFrame Fill(IDictionary<string, string> valueMap) => Frame("fill", new Dictionary<string, string>(valueMap));

    public DataFrame Fill(IDictionary<string, bool> valueMap) => Frame("fill", new Dictionary<string, bool>(valueMap));

    private DataFrame Frame(string method, params object?[] arguments) => session.Frame(session.Jvm.Object(reference, method, arguments));
}
