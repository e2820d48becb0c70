using System.Text;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Iceberg.Views;

namespace Paklog.Lakehouse.Iceberg.Tests.Views;

public class ViewMetadataTests
{
    /// <summary>After the example of the view specification, "Appendix A".</summary>
    private const string OfTheSpecification = """
        {"view-uuid":"fa6506c3-7681-40c8-86dc-e36561f83385","format-version":1,"location":"s3://bucket/warehouse/default.db/event_agg","properties":{"comment":"Daily event counts"},
        "schemas":[{"schema-id":1,"type":"struct","fields":[{"id":1,"name":"event_count","required":false,"type":"int","doc":"Count of events"},{"id":2,"name":"event_date","required":false,"type":"date"}]}],
        "current-version-id":1,"versions":[{"version-id":1,"timestamp-ms":1573518431292,"schema-id":1,"default-catalog":"prod","default-namespace":["default"],
        "summary":{"engine-name":"Spark","engineVersion":"3.3.2"},"representations":[{"type":"sql","sql":"SELECT COUNT(1), CAST(event_ts AS DATE) FROM events GROUP BY 2","dialect":"spark"}]}],
        "version-log":[{"timestamp-ms":1573518431292,"version-id":1}]}
        """;

    private static readonly Schema Schema = new([NestedField.Optional(1, "n", IcebergType.Long)]);

    [Fact]
    public void A_file_of_the_specification_is_read_and_written_again()
    {
        var view = ViewMetadataJson.Read(Encoding.UTF8.GetBytes(OfTheSpecification));
        var again = ViewMetadataJson.Read(ViewMetadataJson.Write(view));

        Assert.Equal(("prod", "spark", "Daily event counts"), (again.CurrentVersion.DefaultCatalog, again.CurrentVersion.Representations[0].Dialect, again.Properties["comment"]));
        Assert.Equal(view.ViewUuid, again.ViewUuid);
        Assert.Equal(view.VersionLog, again.VersionLog);
        Assert.True(view.Schemas[0].HasSameFields(again.Schemas[0]));
    }

    [Fact]
    public void An_equal_version_is_used_again_and_a_new_one_gets_the_next_id()
    {
        var one = Create();
        var two = Apply(one, new AddViewVersion(Version("select 2")), new SetCurrentViewVersion(TableUpdate.LastAdded));
        var back = Apply(two, new AddViewVersion(Version("select 1")), new SetCurrentViewVersion(TableUpdate.LastAdded));

        Assert.Equal((1, 2, 1), (one.CurrentVersionId, two.CurrentVersionId, back.CurrentVersionId));
        Assert.Equal(2, back.Versions.Count);
        Assert.Equal([1, 2, 1], back.VersionLog.Select(entry => entry.VersionId));
    }

    [Fact]
    public void Old_versions_go_and_the_log_begins_behind_them()
    {
        var view = Create(new SetProperties(new Dictionary<string, string> { [ViewProperties.VersionHistorySize] = "2" }));
        for (var i = 2; i <= 4; i++)
            view = Apply(view, new AddViewVersion(Version($"select {i}")), new SetCurrentViewVersion(TableUpdate.LastAdded));

        Assert.Equal([3, 4], view.Versions.Select(version => version.VersionId));
        Assert.Equal([3, 4], view.VersionLog.Select(entry => entry.VersionId));
    }

    [Fact]
    public void A_dialect_is_not_lost_unless_that_is_allowed()
    {
        TableUpdate[] trino = [new AddViewVersion(Version("select 1", "trino")), new SetCurrentViewVersion(TableUpdate.LastAdded)];
        Assert.Contains("loss of view dialects", Fails(() => Apply(Create(), trino)).Message);

        var allowed = Apply(Create(), new SetProperties(new Dictionary<string, string> { [ViewProperties.ReplaceDropDialectAllowed] = "true" }));
        Assert.Equal("trino", Apply(allowed, trino).CurrentVersion.Representations[0].Dialect);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var twice = Version("select 1") with { Representations = [new("sql", "a", "spark"), new("sql", "b", "SPARK")] };
        Assert.Contains("multiple queries for dialect spark", Fails(() => Apply(Create(), new AddViewVersion(twice))).Message);
        Assert.Contains("no schema 7", Fails(() => Apply(Create(), new AddViewVersion(Version("x") with { SchemaId = 7 }))).Message);
        Assert.Contains("no version 9", Fails(() => Apply(Create(), new SetCurrentViewVersion(9))).Message);
        Assert.Contains("never changes", Fails(() => Apply(Create(), new AssignUuid(Guid.Empty))).Message);
        Assert.Equal(IcebergErrorKind.Unsupported, Assert.Throws<IcebergException>(() => Apply(Create(), new RemoveSnapshotRef("a"))).Kind);
    }

    private static ViewMetadata Create(params TableUpdate[] more) => ViewMetadataBuilder.Apply(
        null,
        [
            new AssignUuid(new Guid("11111111-2222-4333-8444-555555555555")),
            new SetLocation("file:///w/v"),
            new AddSchema(Schema),
            new AddViewVersion(Version("select 1") with { SchemaId = TableUpdate.LastAdded }),
            new SetCurrentViewVersion(TableUpdate.LastAdded),
            .. more,
        ],
        new FixedClock(1000));

    private static ViewVersion Version(string sql, string dialect = "spark") => new()
    {
        VersionId = 1,
        SchemaId = 0,
        TimestampMs = 500,
        Summary = new Dictionary<string, string>(),
        DefaultNamespace = ["silver"],
        Representations = [new("sql", sql, dialect)],
    };

    private static ViewMetadata Apply(ViewMetadata view, params TableUpdate[] updates) => ViewMetadataBuilder.Apply(view, updates, new FixedClock(2000));

    private static IcebergException Fails(Func<object> action)
    {
        var error = Assert.Throws<IcebergException>(action);
        Assert.Equal(IcebergErrorKind.ValidationFailed, error.Kind);
        return error;
    }
}
