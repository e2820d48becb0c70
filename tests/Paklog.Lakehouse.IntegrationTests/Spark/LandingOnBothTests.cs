using System.Text;
using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.IntegrationTests.Events;
using Paklog.Lakehouse.IntegrationTests.Recordings;
using Paklog.Lakehouse.Sources;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Spark;

/// <summary>The same files landed by the embedded engine and by Spark: equal Bronze, dead letters and <c>_landed</c>, row for row.</summary>
public sealed class LandingOnBothTests(SparkEngineFixture fixture) : IDisposable
{
    private static readonly EventSource Items = ScenarioTables.OfItems("s");

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Recordings_give_equal_bronze()
    {
        using var embedded = await TestLakehouse.OpenAsync();
        using var onSpark = await OnSparkAsync(null, Path.Combine(folder.Path, "warehouse"));
        string[] topics = [Recording.Small("plain"), Recording.Small("typed")];

        var expected = await embedded.LandAsync(topics);
        var actual = await onSpark.LandAsync(topics);

        AssertSame(expected, actual);
        (await BronzeDifferences.FindAsync(embedded, onSpark)).AssertNone();
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(folder.Path, "warehouse", "bronze"), "*.parquet", SearchOption.AllDirectories), path => path.Contains("_staged", StringComparison.Ordinal));
    }

    /// <summary>Spark itself reads every line of every table's file, but for those with characters beyond 16 bits, which the converter has escaped.</summary>
    [Fact]
    public async Task Lines_as_the_converter_writes_them_are_read_by_Spark()
    {
        using var lakehouse = await OnSparkAsync(null, Path.Combine(folder.Path, "warehouse"));
        var engine = lakehouse.Workspace.Engine;
        var files = await MutatedLinesTests.DescribeAsync(InputFiles.Find([Recording.Small("plain"), Recording.Small("typed")]));
        var expected = files.Where(file => file.Form.Value != ValueForm.Any).ToDictionary(file => file.Path, file => LineReader.Read(file.Path, file.Compressed).LongCount(line => line.Bytes.Span.IndexOf("\\uD"u8) < 0));
        Assert.Equal(34, expected.Count);

        var read = new Dictionary<string, long>();
        foreach (var form in files.Where(engine.Envelopes!.Reads).GroupBy(file => file.Form))
        {
            foreach (var (file, lines) in await engine.Sql.ListAsync($"select file, count(*) from {engine.Envelopes.Read(form.Key, [.. form])} where read group by file", row => (row.GetString(0), row.GetInt64(1)), Token))
                read.Add(file, lines);
        }

        Assert.Equal(expected.OrderBy(file => file.Key, StringComparer.Ordinal), read.OrderBy(file => file.Key, StringComparer.Ordinal));
    }

    /// <summary>Clean files, files with every kind of damage, copies of them, and contradictions to them; now this engine, now that one.</summary>
    [Fact]
    public async Task Damage_copies_and_contradictions_have_the_same_outcome_from_either_and_by_turns()
    {
        var warehouse = Path.Combine(folder.Path, "warehouse");
        var turns = Path.Combine(folder.Path, "turns");
        using var expected = await TestLakehouse.OpenAsync(ScenarioTables.Definition);
        using var onSpark = await OnSparkAsync(ScenarioTables.Definition, warehouse);
        using var first = await TestLakehouse.OpenAsync(ScenarioTables.Definition, turns);
        using var second = await OnSparkAsync(ScenarioTables.Definition, turns);
        foreach (var (turn, batch) in Batches().Select(Write).Index())
        {
            var report = await expected.LandAsync(batch);
            AssertSame(report, await onSpark.LandAsync(batch));
            AssertSame(report, await (turn % 2 == 0 ? first : second).LandAsync(batch));
            (await BronzeDifferences.FindAsync(expected, onSpark)).AssertNone();
            (await BronzeDifferences.FindAsync(expected, first)).AssertNone();
        }

        Assert.Equal(8, (await expected.RowsAsync("bronze.dead_letters", "distinct error_type")).Count);
        await expected.ReplayAsync();
        await onSpark.ReplayAsync();
        (await BronzeDifferences.FindAsync(expected, onSpark)).AssertNone();
    }

    /// <summary>Folders of files: their names and bytes.</summary>
    private static IEnumerable<IReadOnlyDictionary<string, byte[]>> Batches()
    {
        var clean = Enumerable.Range(1, 20).Select(n => Items.Create(n, $"{n}", n % 5 == 0 ? "ả \"quoted\" \\ \n" : "plain, with spaces: {x}", n)).ToList();
        var odd = Items.Create(100, "100", "x", 7).Record;
        byte[] broken = [.. "{\"name\":\""u8, 0xC3, 0x28, 0xFF, .. "\"}"u8];
        var many = string.Concat(Enumerable.Range(200, 300).Select(n => Items.Create(n, $"{n}", $"{n * 7919}", 1).Record + "\n"));
        var cut = InputFolder.Gzip(many)[..^200];
        string[] mixed =
        [
            odd, "no JSON", "{\"topic\":\"t\",\"value\":{\"op\":\"c\"} ", "[1, 2]", "{\"hello\": \"world\"}", Items.Delete(101, "1").Tombstone, Items.Create(102, "2", "a\0b", 1).Record,
            Items.Create(103, "3", "x", 7).Record.Replace("\"op\":\"c\"", "\"op\":\"x\"", StringComparison.Ordinal),
            Items.Create(104, "4", "x", 7).Record.Replace("\"pos\":104,", "", StringComparison.Ordinal),
            Items.Create(105, "5", "x", 7).Record.Replace("\"connector\":\"mariadb\"", "\"connector\":\"oracle\"", StringComparison.Ordinal),
            "{\"topic\":\"__debezium-heartbeat.s\",\"partition\":0,\"offset\":1,\"timestamp\":1,\"headers\":{},\"key\":{\"serverName\":\"s\"},\"value\":{\"ts_ms\":1}}",
        ];
        string[] shaped =
        [
            Items.Create(110, "110", "x", 7).Record.Replace(",\"", " , \"", StringComparison.Ordinal),
            Items.Create(111, "111", "x?", 7).Record.Replace("?", "\\u0041\\/\\u1ea3\\ud83d\\ude00\\u0001", StringComparison.Ordinal),
            Items.Create(112, "112", "x", 7).Record.Replace("\"op\":\"c\"", "\"op\":\"c\",\"op\":\"d\"", StringComparison.Ordinal),
            Items.Create(113, "113", "x", 7).Record.Replace("\"name\":\"x\"", "\"name\":\"x\",\"name\":\"y\",\"exact\":1.10,\"large\":1E+30,\"deep\":[[{\"a\":[null,true,-0]}]]", StringComparison.Ordinal),
            Items.Create(114, "114", "x", 7).Record.Replace("\"pos\":114,", "\"pos\":\"114\",", StringComparison.Ordinal),
            Items.Create(115, "115", "x", 7).Record.Replace("\"partition\":0", "\"partition\":3000000000", StringComparison.Ordinal),
            Items.Create(116, "116", "x", 7).Record.Replace("\"name\":\"x\"", "\"name\":null", StringComparison.Ordinal),
        ];
        yield return new Dictionary<string, byte[]>
        {
            ["clean.jsonl"] = Lines(clean.Select(line => line.Record)),
            ["clean.jsonl.gz"] = InputFolder.Gzip(string.Concat(Enumerable.Range(30, 5).Select(n => Items.Create(n, $"{n}", "z", 1).Record + "\n"))),
            ["mixed.jsonl"] = Lines(mixed),
            ["shaped.jsonl"] = Lines(shaped),
            ["bytes.jsonl"] = [.. "\n\n"u8, .. broken, .. "\n"u8, .. Encoding.UTF8.GetBytes(Items.Create(120, "120", "ả", 1).Record)],
            ["cut.jsonl.gz"] = cut,
            ["windows.jsonl"] = Encoding.UTF8.GetBytes($"\uFEFF{Items.Create(130, "130", "w", 1).Record}\r\n\r\n{Items.Create(131, "131", "w", 1).Record}"),
            ["empty.jsonl"] = [],
        };

        // All copies, in other files; one new event among them.
        yield return new Dictionary<string, byte[]>
        {
            ["again.jsonl"] = Lines([.. clean.Select(line => line.Record), Items.Create(40, "40", "new", 1).Record]),
            ["again.jsonl.gz"] = InputFolder.Gzip(string.Concat(shaped.Select(line => line + "\n"))),
        };

        // Contradictions: to Bronze, and within the batch.
        yield return new Dictionary<string, byte[]>
        {
            ["other.jsonl"] = Lines([Items.Create(1, "1", "other", 1).Record, Items.Create(50, "50", "this", 1).Record, Items.Create(51, "51", "fine", 1).Record]),
            ["that.jsonl"] = Lines([Items.Create(50, "50", "that", 1).Record]),
        };

        // A copy of what is held back, and one that follows.
        yield return new Dictionary<string, byte[]> { ["third.jsonl"] = Lines([Items.Create(50, "50", "this", 1).Record, Items.Create(52, "52", "last", 1).Record]) };
    }

    private static byte[] Lines(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    private static void AssertSame(LandingReport expected, LandingReport actual)
    {
        Assert.Equal(expected.Counts, actual.Counts);
        Assert.Equal(expected.Tables.Select(table => (table.Table, table.Rows)), actual.Tables.Select(table => (table.Table, table.Rows)));
        Assert.Equal(expected.Dead.OrderBy(kind => kind.Key), actual.Dead.OrderBy(kind => kind.Key));
        Assert.Equal(expected.Ignored.OrderBy(kind => kind.Key), actual.Ignored.OrderBy(kind => kind.Key));
        Assert.Equal(expected.Withdrawn, actual.Withdrawn);
    }

    private string Write(IReadOnlyDictionary<string, byte[]> files, int number)
    {
        var target = Directory.CreateDirectory(Path.Combine(folder.Path, $"batch{number}"));
        foreach (var (name, bytes) in files)
            File.WriteAllBytes(Path.Combine(target.FullName, name), bytes);
        return target.FullName;
    }

    private async Task<TestLakehouse> OnSparkAsync(Definition.LakehouseDefinition? definition, string warehouse)
    {
        var lakehouse = await fixture.OpenAsync(definition, warehouse);
        lakehouse.LandsOnEngine = true;
        return lakehouse;
    }
}
