using Paklog.Lakehouse.Spark.Gateway;

namespace Paklog.Lakehouse.Spark.Sql;

/// <summary>Writes a data frame to a table of a catalog, such as Iceberg's.</summary>
public sealed class DataFrameWriterV2
{
    private readonly JvmCaller jvm;
    private readonly JvmObject reference;

    internal DataFrameWriterV2(JvmCaller jvm, JvmObject reference)
    {
        this.jvm = jvm;
        this.reference = reference;
    }

    /// <summary>The table format of a table that is made: <c>iceberg</c>.</summary>
    public DataFrameWriterV2 Using(string provider) => With("using", provider);

    public DataFrameWriterV2 Option(string key, string value) => With("option", key, value);

    public DataFrameWriterV2 Option(string key, bool value) => With("option", key, value);

    public DataFrameWriterV2 Option(string key, long value) => With("option", key, value);

    public DataFrameWriterV2 Option(string key, double value) => With("option", key, value);

    public DataFrameWriterV2 Options(Dictionary<string, string> options) => With("options", options);

    public DataFrameWriterV2 TableProperty(string property, string value) => With("tableProperty", property, value);

    /// <summary>Columns and transforms: <see cref="Functions.Days"/>, <see cref="Functions.Bucket(int, Column)"/>.</summary>
    public DataFrameWriterV2 PartitionedBy(Column column, params Column[] columns) => With("partitionedBy", column, columns);

    public void Create() => jvm.Run(reference, "create");

    public void Replace() => jvm.Run(reference, "replace");

    public void CreateOrReplace() => jvm.Run(reference, "createOrReplace");

    public void Append() => jvm.Run(reference, "append");

    /// <summary>Replaces the rows for which the condition holds.</summary>
    public void Overwrite(Column condition) => jvm.Run(reference, "overwrite", condition);

    /// <summary>Replaces the partitions in which the data frame has rows.</summary>
    public void OverwritePartitions() => jvm.Run(reference, "overwritePartitions");

    private DataFrameWriterV2 With(string method, params object?[] arguments)
    {
        jvm.Run(reference, method, arguments);
        return this;
    }
}
