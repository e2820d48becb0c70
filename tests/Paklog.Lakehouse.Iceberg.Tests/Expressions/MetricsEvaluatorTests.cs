using Paklog.Lakehouse.Iceberg.Expressions;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Metrics;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Tests.Manifests;
using Paklog.Lakehouse.Iceberg.Types;
using static Paklog.Lakehouse.Iceberg.Expressions.Expression;

namespace Paklog.Lakehouse.Iceberg.Tests.Expressions;

public sealed class MetricsEvaluatorTests
{
    private static readonly Schema Schema = new SchemaBuilder()
        .Optional("n", IcebergType.Long)
        .Optional("s", IcebergType.String)
        .Optional("d", IcebergType.Double)
        .Optional("empty", IcebergType.Int)
        .Optional("unknown", IcebergType.Int)
        .Optional("u", IcebergType.Uuid)
        .Build();

    private static readonly DataFile File = ManifestFixture.File("a").WithMetrics(Schema,
    [
        new FieldMetrics(1) { ValueCount = 10, NullValueCount = 0, Min = 10L, Max = 20L },
        new FieldMetrics(2) { ValueCount = 10, NullValueCount = 3, Min = "bbb", Max = "ddd" },
        new FieldMetrics(3) { ValueCount = 10, NullValueCount = 0, NanValueCount = 0, Min = 0.0, Max = 5.0 },
        new FieldMetrics(4) { ValueCount = 10, NullValueCount = 10 },
    ]);

    public static TheoryData<string, Expression, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, Expression, bool>();
            void Keeps(Expression expression) => cases.Add($"keeps {expression}", expression, true);
            void Prunes(Expression expression) => cases.Add($"prunes {expression}", expression, false);

            Keeps(Equal("n", 10));
            Keeps(Equal("n", 20));
            Prunes(Equal("n", 9));
            Prunes(Equal("n", 21));
            Prunes(LessThan("n", 10));
            Keeps(LessThanOrEqual("n", 10));
            Prunes(LessThanOrEqual("n", 9));
            Prunes(GreaterThan("n", 20));
            Keeps(GreaterThanOrEqual("n", 20));
            Prunes(GreaterThanOrEqual("n", 21));
            Keeps(In("n", [1, 15, 30]));
            Prunes(In("n", [1, 30]));
            Prunes(IsNull("n"));
            Keeps(NotNull("n"));
            Keeps(IsNull("s"));
            Prunes(Equal("s", "a"));
            Prunes(Equal("s", "e"));
            Keeps(StartsWith("s", "b"));
            Keeps(StartsWith("s", "bbbb"));
            Keeps(StartsWith("s", "cxyz"));
            Prunes(StartsWith("s", "a"));
            Prunes(StartsWith("s", "dddd"));
            Prunes(StartsWith("s", "e"));
            Prunes(NotNull("empty"));
            Keeps(IsNull("empty"));
            Prunes(Equal("empty", 1));
            Prunes(GreaterThan("empty", 1));

            // Nothing known keeps.
            Keeps(Equal("unknown", 1));
            Keeps(IsNull("unknown"));
            Keeps(NotNull("unknown"));
            Keeps(LessThan("unknown", 1));

            // Negations never prune: a null is not in the set, and one value within the bounds is enough.
            Keeps(NotEqual("n", 10));
            Keeps(NotIn("n", [10, 20]));
            Keeps(NotIn("s", ["bbb"]));
            Keeps(NotStartsWith("s", "b"));
            Keeps(NotEqual("empty", 1));

            Prunes(IsNaN("d"));
            Keeps(NotNaN("d"));
            Prunes(GreaterThan("d", 5.0));
            Keeps(Equal("d", -0.0));
            Prunes(LessThan("d", -0.0));
            Keeps(LessThanOrEqual("d", -0.0));

            Prunes(Equal("n", 15).And(Equal("s", "zzz")));
            Keeps(Equal("n", 15).Or(Equal("s", "zzz")));
            Prunes(Equal("n", 15).Not().And(IsNull("n")));
            Prunes(AlwaysFalse);
            Keeps(AlwaysTrue);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void FilesAreKeptUnlessNoRowCanMatch(string what, Expression filter, bool kept) =>
        Assert.True(kept == new MetricsEvaluator(filter, Schema).MightMatch(File), what);

    [Fact]
    public void FilesWithoutMetricsAreKept()
    {
        foreach (var row in Cases.Where(row => row.Data.Item3))
        {
            Assert.True(new MetricsEvaluator(row.Data.Item2, Schema).MightMatch(ManifestFixture.File("bare")), row.Data.Item1);
        }

        Assert.True(new MetricsEvaluator(Equal("n", 9), Schema).MightMatch(ManifestFixture.File("bare")));
        Assert.False(new MetricsEvaluator(AlwaysTrue, Schema).MightMatch(ManifestFixture.File("no rows", rows: 0)));
    }

    [Fact]
    public void NaNsThatMayBeThereKeepGreaterThan()
    {
        var mayHoldNaN = File with { NanValueCounts = null };
        Assert.True(new MetricsEvaluator(GreaterThan("d", 5.0), Schema).MightMatch(mayHoldNaN));
        Assert.True(new MetricsEvaluator(GreaterThanOrEqual("d", 6.0), Schema).MightMatch(File with { NanValueCounts = new Dictionary<int, long> { [3] = 1 } }));
        Assert.True(new MetricsEvaluator(IsNaN("d"), Schema).MightMatch(mayHoldNaN));
        Assert.False(new MetricsEvaluator(Equal("d", 6.0), Schema).MightMatch(mayHoldNaN));
        Assert.True(new MetricsEvaluator(LessThan("d", 6.0).Not(), Schema).MightMatch(mayHoldNaN));
    }

    [Fact]
    public void BoundsOfOtherWritersDoNotMislead()
    {
        DataFile With(int id, byte[] lower, byte[] upper) => ManifestFixture.File("other") with
        {
            LowerBounds = new Dictionary<int, byte[]> { [id] = lower },
            UpperBounds = new Dictionary<int, byte[]> { [id] = upper },
        };

        // NaN as a bound says nothing; a bound of a wrong length neither.
        var nan = BitConverter.GetBytes(double.NaN);
        Assert.True(new MetricsEvaluator(Equal("d", 1.0), Schema).MightMatch(With(3, nan, nan)));
        Assert.True(new MetricsEvaluator(Equal("n", 1), Schema).MightMatch(With(1, [1, 2, 3], [1, 2, 3])));

        // Int bounds from before the promotion to long.
        Assert.False(new MetricsEvaluator(Equal("n", 3), Schema).MightMatch(With(1, [1, 0, 0, 0], [2, 0, 0, 0])));
        Assert.True(new MetricsEvaluator(Equal("n", 2), Schema).MightMatch(With(1, [1, 0, 0, 0], [2, 0, 0, 0])));

        // Uuids in the order of signed longs, as the Java library has them.
        var high = Guid.Parse("f0000000-0000-0000-0000-000000000000").ToByteArray(bigEndian: true);
        Assert.True(new MetricsEvaluator(Equal("u", Guid.Parse("f8000000-0000-0000-0000-000000000000")), Schema).MightMatch(With(6, high, new byte[16])));

        // A lower bound cut inside the two bytes of é: decoded it would be U+FFFD, beyond the text itself.
        Assert.True(new MetricsEvaluator(Equal("s", "é"), Schema).MightMatch(With(2, [0xc3], [0xc4])));
    }
}
