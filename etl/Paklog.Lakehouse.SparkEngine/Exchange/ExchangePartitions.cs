using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.SparkEngine.Exchange;

/// <summary>
/// The partitions that files have in a table of the exchange: the identity fields of their own, whose values stand for columns that files lack. Others are left out: which files are read has been decided.
/// </summary>
internal sealed class ExchangePartitions(ColumnProjection projection)
{
    private readonly List<PartitionSpec> specs = [PartitionSpec.Unpartitioned];
    private int fields = PartitionSpec.FirstFieldId;

    public IReadOnlyList<PartitionSpec> Specs => specs;

    /// <summary>A file as one without a partition.</summary>
    public static DataFile Without(DataFile file) => file with { SpecId = PartitionSpec.Unpartitioned.SpecId, Partition = PartitionValues.Empty };

    public DataFile Of(DataFile file)
    {
        var constants = projection.Constants(file).Where(constant => projection.Schema.FindField(constant.Key) is not null).OrderBy(constant => constant.Key).ToList();
        if (constants.Count == 0)
            return Without(file);
        var sources = constants.Select(constant => constant.Key).ToList();
        if (specs.Find(spec => spec.Fields.Select(field => field.SourceId).SequenceEqual(sources)) is not { } known)
            specs.Add(known = new PartitionSpec(specs.Count, sources.Select(source => new PartitionField(source, fields++, NameOf(source), Transform.Identity))));
        return file with { SpecId = known.SpecId, Partition = new PartitionValues(constants.Select(constant => constant.Value)) };
    }

    /// <summary>Like no column, which Iceberg would refuse.</summary>
    private string NameOf(int source)
    {
        var name = $"p{source}";
        while (projection.Schema.FindField(name) is not null)
            name += "_";
        return name;
    }
}
