using System.CommandLine;
using System.Globalization;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Queries;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>snapshots TABLE</c>: the states of a table, newest first.</summary>
internal static class SnapshotsCommand
{
    internal static Command Create(CommandLine line)
    {
        var name = new Argument<string>("TABLE") { Description = "A table, as silver.orders." };
        var branch = new Option<string?>("--branch") { Description = "A branch, a tag or a commit of the catalog.", HelpName = "B" };
        return line.Runs(new Command("snapshots", "List the snapshots of a table.") { name, branch }, async (session, parsed, cancellationToken) =>
        {
            var catalog = await session.Lakehouse.CatalogAsync(create: false, cancellationToken);
            var table = await TableNames.LoadAsync(catalog, parsed.GetValue(branch) ?? session.Configuration.Branch, parsed.GetRequiredValue(name), cancellationToken);
            var snapshots = table.Metadata.Snapshots.OrderByDescending(snapshot => snapshot.SequenceNumber).ThenByDescending(snapshot => snapshot.TimestampMs);
            if (session.Json)
                WriteJson(session, table.Metadata, snapshots);
            else
                Write(session, table.Metadata, snapshots);
            return 0;
        });
    }

    private static void Write(CommandSession session, TableMetadata metadata, IEnumerable<Snapshot> snapshots)
    {
        var grid = new Grid(
            GridColumn.Number("snapshot"), GridColumn.Whole("time"), GridColumn.Whole("operation"), GridColumn.Number("new rows"),
            GridColumn.Number("gone"), GridColumn.Number("rows in files"), GridColumn.Number("files"), "refs");
        foreach (var snapshot in snapshots)
        {
            grid.Add(
                snapshot.SnapshotId.ToString(CultureInfo.InvariantCulture),
                Figures.Time(snapshot.Timestamp),
                snapshot.Operation,
                Figure(snapshot, SnapshotSummaryKeys.AddedRecords),
                Figure(snapshot, SnapshotSummaryKeys.DeletedRecords),
                Figure(snapshot, SnapshotSummaryKeys.TotalRecords),
                Figure(snapshot, SnapshotSummaryKeys.TotalDataFiles),
                string.Join(", ", References(metadata, snapshot)));
        }

        grid.WriteTo(session.Console, session.Host.OutputWidth);
    }

    private static void WriteJson(CommandSession session, TableMetadata metadata, IEnumerable<Snapshot> snapshots)
    {
        using var lines = new JsonLines(session.Host.Output);
        foreach (var snapshot in snapshots)
        {
            lines.Write(json =>
            {
                json.WriteNumber("snapshot_id", snapshot.SnapshotId);
                json.WritePropertyName("parent_snapshot_id");
                JsonValue.Write(json, snapshot.ParentSnapshotId);
                json.WriteNumber("sequence_number", snapshot.SequenceNumber);
                json.WriteString("timestamp", Figures.IsoTime(snapshot.Timestamp));
                json.WriteString("operation", snapshot.Operation);
                json.WriteStartArray("refs");
                foreach (var reference in References(metadata, snapshot))
                    json.WriteStringValue(reference);
                json.WriteEndArray();
                json.WriteString("manifest_list", snapshot.ManifestList);
                json.WriteStartObject("summary");
                foreach (var (key, value) in snapshot.Summary)
                    json.WriteString(key, value);
                json.WriteEndObject();
            });
        }
    }

    private static string Figure(Snapshot snapshot, string key) =>
        long.TryParse(snapshot.Summary.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Figures.Count(number) : "";

    private static IEnumerable<string> References(TableMetadata metadata, Snapshot snapshot) =>
        metadata.Refs.Where(reference => reference.Value.SnapshotId == snapshot.SnapshotId).Select(reference => reference.Key).Order(StringComparer.Ordinal);
}
