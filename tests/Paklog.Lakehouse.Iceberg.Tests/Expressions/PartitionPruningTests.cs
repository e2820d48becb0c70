using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Tests.Manifests;
using Paklog.Lakehouse.Iceberg.Types;
using static Paklog.Lakehouse.Iceberg.Expressions.Expression;

namespace Paklog.Lakehouse.Iceberg.Tests.Expressions;

public sealed class PartitionPruningTests
{
    private const long Day = 86_400_000_000;

    private static readonly Schema Schema = new SchemaBuilder()
        .Required("id", IcebergType.Long)
        .Required("ts", IcebergType.TimestampTz)
        .Optional("region", IcebergType.String)
        .Optional("d", IcebergType.Double)
        .Optional("n", IcebergType.Int)
        .Build();

    private static bool Keeps(Expression filter, PartitionSpec spec, params object?[] partition)
    {
        var values = new PartitionValues(partition);
        var kept = new PartitionEvaluator(filter, spec, Schema).MightMatch(values);

        // A manifest with just this file must be kept if the file is.
        var writer = new ManifestWriter(Schema, spec, ManifestContent.Data, 1);
        writer.Add(ManifestFixture.File("a") with { SpecId = spec.SpecId, Partition = values });
        var manifest = new ManifestEvaluator(filter, spec, Schema).MightMatch(writer.Finish("file:///m.avro").File);
        Assert.True(manifest || !kept);
        return kept;
    }

    [Fact]
    public void DaysAreTight()
    {
        var spec = new PartitionSpecBuilder(Schema).Day("ts").Build();
        Assert.True(Keeps(LessThan("ts", (10 * Day) + 1), spec, 10));
        Assert.False(Keeps(LessThan("ts", 10 * Day), spec, 10));
        Assert.True(Keeps(LessThanOrEqual("ts", 10 * Day), spec, 10));
        Assert.False(Keeps(GreaterThan("ts", (11 * Day) - 1), spec, 10));
        Assert.True(Keeps(GreaterThanOrEqual("ts", (11 * Day) - 1), spec, 10));
        Assert.True(Keeps(Equal("ts", (10 * Day) + 5), spec, 10));
        Assert.False(Keeps(Equal("ts", (11 * Day) + 5), spec, 10));
        Assert.True(Keeps(In("ts", [5L, 10 * Day]), spec, 10));
        Assert.True(Keeps(NotEqual("ts", 10 * Day), spec, 10));
        Assert.True(Keeps(NotIn("ts", [10 * Day]), spec, 10));
        Assert.False(Keeps(NotNull("ts"), spec, [null]));
        Assert.True(Keeps(IsNull("ts"), spec, [null]));
        Assert.False(Keeps(IsNull("ts"), spec, 10));
    }

    [Fact]
    public void PartitionsThatOldWritersRoundedUpAreKept()
    {
        // The Java library before 0.10 put -1 microsecond into day 0.
        var spec = new PartitionSpecBuilder(Schema).Day("ts").Build();
        Assert.True(Keeps(Equal("ts", -1L), spec, -1));
        Assert.True(Keeps(Equal("ts", -1L), spec, 0));
        Assert.False(Keeps(Equal("ts", -1L), spec, 1));
        Assert.True(Keeps(LessThan("ts", 0L), spec, 0));
        Assert.False(Keeps(LessThan("ts", 0L), spec, 1));
        Assert.True(Keeps(GreaterThan("ts", -2L), spec, -1));
    }

    [Fact]
    public void BucketsPruneEqualityOnly()
    {
        var spec = new PartitionSpecBuilder(Schema).Bucket("id", 16).Build();
        var bucket = (int)Transform.Bucket(16).Apply(34L, IcebergType.Long)!;
        Assert.True(Keeps(Equal("id", 34), spec, bucket));
        Assert.False(Keeps(Equal("id", 34), spec, (bucket + 1) % 16));
        Assert.True(Keeps(LessThan("id", 34), spec, (bucket + 1) % 16));
        Assert.True(Keeps(NotEqual("id", 34), spec, bucket));
        Assert.True(Keeps(NotIn("id", [34, 35]), spec, bucket));
    }

    [Fact]
    public void TruncatedTextPrunesByPrefix()
    {
        var spec = new PartitionSpecBuilder(Schema).Truncate("region", 3).Build();
        Assert.True(Keeps(StartsWith("region", "e"), spec, "eu-"));
        Assert.True(Keeps(StartsWith("region", "eu-w"), spec, "eu-"));
        Assert.False(Keeps(StartsWith("region", "eu-w"), spec, "us-"));
        Assert.False(Keeps(StartsWith("region", "eu-w"), spec, "eu"));
        Assert.True(Keeps(Equal("region", "eu-west"), spec, "eu-"));
        Assert.True(Keeps(LessThan("region", "eu-west"), spec, "eu-"));
        Assert.False(Keeps(LessThan("region", "eu-west"), spec, "eu."));
        Assert.True(Keeps(NotStartsWith("region", "eu"), spec, "eu-"));
        Assert.True(Keeps(NotEqual("region", "eu-"), spec, "eu-"));
        Assert.False(Keeps(Equal("region", "eu-west"), spec, [null]));
    }

    [Fact]
    public void TruncatedIntsThatOverflowedAreKept()
    {
        var spec = new PartitionSpecBuilder(Schema).Truncate("n", 10).Build();
        var wrapped = (int)Transform.Truncate(10).Apply(int.MinValue, IcebergType.Int)!;
        Assert.True(wrapped > 0);
        Assert.True(Keeps(LessThan("n", 5), spec, wrapped));
        Assert.True(Keeps(GreaterThanOrEqual("n", int.MinValue), spec, -50));
        Assert.True(Keeps(Equal("n", int.MinValue), spec, wrapped));
        Assert.False(Keeps(LessThan("n", 10), spec, 10));
        Assert.True(Keeps(LessThan("n", 11), spec, 10));
        Assert.False(Keeps(GreaterThan("n", 19), spec, 10));
    }

    [Fact]
    public void IdentityJudgesExactly()
    {
        var spec = new PartitionSpecBuilder(Schema).Identity("region").Identity("d").Build();
        Assert.False(Keeps(NotEqual("region", "eu"), spec, "eu", 1.0));
        Assert.True(Keeps(NotEqual("region", "us"), spec, "eu", 1.0));
        Assert.True(Keeps(NotEqual("region", "eu"), spec, null, 1.0));
        Assert.True(Keeps(NotIn("region", ["eu", "us"]), spec, null, 1.0));
        Assert.False(Keeps(NotIn("region", ["eu", "us"]), spec, "us", 1.0));
        Assert.False(Keeps(NotStartsWith("region", "e"), spec, "eu", 1.0));
        Assert.True(Keeps(NotStartsWith("region", "e"), spec, null, 1.0));
        Assert.False(Keeps(StartsWith("region", "us"), spec, "eu", 1.0));
        Assert.True(Keeps(Equal("d", 0.0), spec, "eu", -0.0));
        Assert.True(Keeps(GreaterThan("d", 5.0), spec, "eu", double.NaN));
        Assert.True(Keeps(IsNaN("d"), spec, "eu", double.NaN));
        Assert.False(Keeps(NotNaN("d"), spec, "eu", double.NaN));
        Assert.False(Keeps(IsNaN("d"), spec, "eu", 1.0));
    }

    [Fact]
    public void FieldsThatCannotTakePartAreLeftOut()
    {
        var spec = new PartitionSpec(0,
        [
            new PartitionField(3, 1000, "z", Transform.Parse("zorder")),
            new PartitionField(99, 1001, "gone", Transform.Identity),
            new PartitionField(1, 1002, "id", Transform.Identity),
            new PartitionField(2, 1003, "void", Transform.Void),
        ]);
        var filter = Equal("region", "eu").And(Equal("ts", 5L)).And(Equal("id", 7));
        Assert.True(new PartitionEvaluator(filter, spec, Schema).MightMatch(PartitionValues.Of("x", 1, 7L, null)));
        Assert.False(new PartitionEvaluator(filter, spec, Schema).MightMatch(PartitionValues.Of("x", 1, 8L, null)));
    }

    [Fact]
    public void ManifestsAreJudgedByTheirSummaries()
    {
        var spec = new PartitionSpecBuilder(Schema).Day("ts").Build();
        var manifest = ManifestWith(new FieldSummary(false, false, SingleValue.ToBytes(10, IcebergType.Date), SingleValue.ToBytes(20, IcebergType.Date)));
        bool MightMatch(Expression filter, ManifestFile file) => new ManifestEvaluator(filter, spec, Schema).MightMatch(file);

        Assert.True(MightMatch(Equal("ts", 15 * Day), manifest));
        Assert.False(MightMatch(Equal("ts", 21 * Day), manifest));
        Assert.False(MightMatch(IsNull("ts"), manifest));
        Assert.True(MightMatch(NotEqual("ts", 15 * Day), manifest));
        Assert.True(MightMatch(Equal("ts", 21 * Day), manifest with { Partitions = null }));
        Assert.True(MightMatch(Equal("ts", 21 * Day), manifest with { Partitions = [] }));
        Assert.False(MightMatch(Equal("ts", 21 * Day), ManifestWith(new FieldSummary(true, false, null, null))));
        Assert.True(MightMatch(IsNull("ts"), ManifestWith(new FieldSummary(true, false, null, null))));
    }

    [Fact]
    public void SummariesThatMayHoldNaNKeepGreaterThan()
    {
        var spec = new PartitionSpecBuilder(Schema).Identity("d").Build();
        var evaluator = new ManifestEvaluator(GreaterThan("d", 5.0), spec, Schema);
        var one = SingleValue.ToBytes(1.0, IcebergType.Double);
        Assert.False(evaluator.MightMatch(ManifestWith(new FieldSummary(false, false, one, one))));
        Assert.True(evaluator.MightMatch(ManifestWith(new FieldSummary(false, true, one, one))));
        Assert.True(evaluator.MightMatch(ManifestWith(new FieldSummary(true, null, null, null))));
        Assert.False(evaluator.MightMatch(ManifestWith(new FieldSummary(true, false, null, null))));
    }

    [Fact]
    public void NoRowIsEverLost()
    {
        var random = new Random(11);
        Transform[] transforms = [Transform.Identity, Transform.Year, Transform.Month, Transform.Day, Transform.Hour, Transform.Bucket(7)];
        foreach (var transform in transforms)
        {
            var spec = new PartitionSpec(0, [new PartitionField(2, 1000, "p", transform)]);
            for (var i = 0; i < 300; i++)
            {
                AssertKept("ts", spec, random.NextInt64(-800 * Day, 800 * Day), random.NextInt64(-800 * Day, 800 * Day), IcebergType.TimestampTz);
            }
        }

        foreach (var transform in new[] { Transform.Identity, Transform.Truncate(10), Transform.Truncate(7), Transform.Bucket(7) })
        {
            var spec = new PartitionSpec(0, [new PartitionField(5, 1000, "p", transform)]);
            int[] edges = [int.MinValue, int.MinValue + 3, int.MinValue + 9, -11, -10, -1, 0, 1, 9, 10, int.MaxValue - 3, int.MaxValue];
            foreach (var value in edges)
            {
                foreach (var literal in edges)
                {
                    AssertKept("n", spec, value, literal, IcebergType.Int);
                }
            }
        }
    }

    /// <summary>Every operation that is true for the value must keep the value's partition.</summary>
    private static void AssertKept<T>(string column, PartitionSpec spec, T value, T literal, IcebergType type)
        where T : IComparable<T>
    {
        var order = value.CompareTo(literal);
        (bool Holds, Expression Filter)[] cases =
        [
            (order < 0, LessThan(column, literal)), (order <= 0, LessThanOrEqual(column, literal)), (order > 0, GreaterThan(column, literal)),
            (order >= 0, GreaterThanOrEqual(column, literal)), (order != 0, NotEqual(column, literal)), (true, Equal(column, value)), (true, In(column, [literal, value])),
            (order != 0, NotIn(column, [literal])), (true, NotNull(column)), (order >= 0, LessThan(column, literal).Not()),
        ];
        foreach (var (holds, filter) in cases)
        {
            Assert.True(!holds || Keeps(filter, spec, spec.Fields[0].Transform.Apply(value, type)), $"{spec} loses {value} for {filter}");
        }
    }

    private static ManifestFile ManifestWith(FieldSummary summary) => new()
    {
        ManifestPath = "file:///m.avro",
        ManifestLength = 1,
        PartitionSpecId = 0,
        AddedSnapshotId = 1,
        Partitions = [summary],
    };
}
