using System.Globalization;
using System.Text;
using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.IntegrationTests.Fuzz;
using Paklog.Lakehouse.IntegrationTests.Recordings;
using Paklog.Lakehouse.Sources;
using Paklog.Lakehouse.Testing;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Spark;

/// <summary>
/// Lines of the recordings that were changed at random: whatever Spark claims to have read, the embedded engine stages alike, column for column. PAKLOG_SPARK_FUZZ_LINES sets how many (default 1,000), PAKLOG_FUZZ_SEED which.
/// </summary>
public sealed class MutatedLinesTests(SparkEngineFixture fixture) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_Spark_reads_of_a_changed_line_is_what_the_embedded_engine_reads()
    {
        var (seed, lines) = (NumberSetting.Read("PAKLOG_FUZZ_SEED", 7), NumberSetting.Read("PAKLOG_SPARK_FUZZ_LINES", 1_000));
        using var lakehouse = await fixture.OpenAsync(null, Path.Combine(folder.Path, "warehouse"));
        var workspace = lakehouse.Workspace;
        var names = new StagingNames([.. lakehouse.Definition.Contracts], lakehouse.Options);
        var (claimed, paths) = await WriteClaimedAsync(workspace, names, await DescribeAsync(WriteMutated(seed, lines)));
        var files = await DescribeAsync(paths);
        TestContext.Current.SendDiagnosticMessage($"seed {seed}: {claimed} of {lines} changed lines were read by Spark");
        Assert.InRange(claimed, lines / 3, int.MaxValue);

        var local = new StagedBatch(workspace.Connection, names);
        var staging = new HandedOverBatch(workspace, local, names);
        await staging.StageAsync(files, [], Token);
        var (onSpark, columns) = await HandBackAsync(workspace, $"select * exclude (line_no, line, inexact, {staging.RowId}) from {staging.Table} where {staging.RowId} < 0");
        await local.StageAsync(files, [], Token);

        Assert.Equal(claimed, await workspace.Embedded.Sql.CountAsync(onSpark, Token));
        var differences = new List<string>();
        foreach (var (side, one, other) in new[] { ("embedded", local.Table.Name, onSpark), ("Spark", onSpark, local.Table.Name) })
        {
            var rows = await workspace.Embedded.Sql.ListAsync($"select cast(to_json(d) as varchar) from (select {columns} from {one} except all select {columns} from {other}) d order by all limit 5", Token);
            differences.AddRange(rows.Select(row => $"{side}: {row[..Math.Min(2_000, row.Length)]}"));
        }

        Assert.True(differences.Count == 0, $"seed {seed}: {differences.Count} differences\n{string.Join('\n', differences)}");
        await staging.ClearAsync(Token);
        foreach (var engine in new[] { workspace.Engine, workspace.Embedded })
            await engine.Writer.Uncommitted.DiscardAsync();
    }

    /// <summary>One file for each topic, whose first line is whole.</summary>
    private List<string> WriteMutated(int seed, int lines)
    {
        var (random, mutator) = (new Random(seed), new LineMutator(seed));
        var topics = new[] { "plain", "typed" }.SelectMany(form => Directory.EnumerateFiles(Recording.Small(form)).Order(StringComparer.Ordinal).Select(FileLines.OfWhole)).ToList();
        var written = new List<string>();
        Directory.CreateDirectory(Path.Combine(folder.Path, "mutated"));
        foreach (var (index, topic) in topics.Index())
        {
            var path = Path.Combine(folder.Path, "mutated", index.ToString(CultureInfo.InvariantCulture) + ".jsonl");
            using var stream = File.Create(path);
            stream.Write([.. topic[0], (byte)'\n']);
            for (var line = 0; line < lines / topics.Count; line++)
            {
                var whole = topic[random.Next(topic.Length)];
                stream.Write([.. random.Next(5) == 0 ? mutator.MutateBytes(whole, topic[0]) : mutator.MutateMembers(whole), (byte)'\n']);
            }

            written.Add(path);
        }

        return written;
    }

    /// <summary>The lines that Spark says it has read and that are not dead, in files of their own: no other line makes these be read in another way. Changes come first, since the first line tells a file's form.</summary>
    private async Task<(int Lines, List<string> Paths)> WriteClaimedAsync(Workspace workspace, StagingNames names, List<InputFile> files)
    {
        var reader = workspace.Engine.Envelopes!;
        var (lines, claimed) = (0, new Dictionary<string, StringBuilder>());
        foreach (var form in files.Where(reader.Reads).GroupBy(file => file.Form))
        {
            var relation = reader.Read(form.Key, [.. form]);
            var rows = await workspace.Engine.Sql.ListAsync($"select r.file, r.line from {relation} r join ({StagingSql.SelectRead(relation, names)}) s on s.line_no = r.row_no where r.read and s.kind <> 'other' and not starts_with(s.kind, 'dead:') order by s.kind", row => (File: row.GetString(0), Line: row.GetString(1)), Token);
            lines += rows.Count;
            foreach (var (file, line) in rows)
            {
                if (!claimed.TryGetValue(file, out var text))
                    claimed.Add(file, text = new StringBuilder());
                text.Append(line).Append('\n');
            }
        }

        var target = Directory.CreateDirectory(Path.Combine(folder.Path, "claimed")).FullName;
        var paths = new List<string>();
        foreach (var (path, text) in claimed)
        {
            paths.Add(Path.Combine(target, Path.GetFileName(path)));
            await File.WriteAllTextAsync(paths[^1], text.ToString(), Token);
        }

        return (lines, paths);
    }

    /// <summary>Rows of Spark as a relation of the embedded engine.</summary>
    private static async Task<(string Relation, string Columns)> HandBackAsync(Workspace workspace, string query)
    {
        var schema = await workspace.Engine.Sql.DescribeAsync(query, Token);
        var target = workspace.NewTarget(new TableIdentifier("bronze", "claimed"), schema, PartitionSpec.Unpartitioned);
        var written = await workspace.Engine.Writer.WriteAsync(target, query, Token);
        var relation = await workspace.Embedded.Reader.ReadAsync(ColumnProjection.OfOwn(schema), [.. written.Select(file => new FileScanTask(file, 0, [], []))], false, Token);
        return (relation.Sql, string.Join(", ", schema.Fields.Select(field => $"\"{field.Name}\"")));
    }

    internal static async Task<List<InputFile>> DescribeAsync(IEnumerable<string> paths)
    {
        var files = new List<InputFile>();
        foreach (var path in paths)
            files.Add(await InputFiles.DescribeAsync(path, Token));
        return files;
    }
}
