using System.Text;
using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Fuzz;

/// <summary>
/// Damaged lines of the recordings: each is landed, a duplicate, ignored or dead, and the sums say so. PAKLOG_FUZZ_LINES sets how many (default 100,000), PAKLOG_FUZZ_SEED which.
/// </summary>
public sealed class LandingFuzzTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_damaged_line_is_accounted_for()
    {
        var (seed, lines) = (NumberSetting.Read("PAKLOG_FUZZ_SEED", 7), NumberSetting.Read("PAKLOG_FUZZ_LINES", 40_000, whenLong: 100_000));
        var files = Path.Combine(folder.Path, "files");
        Directory.CreateDirectory(files);
        var mutated = FuzzedFolder.Write(files, seed, lines);
        Assert.InRange(mutated, lines * 9 / 10, int.MaxValue);

        // Models may overflow with numbers that their inputs' types allow, so they are left out.
        using var lakehouse = await TestLakehouse.OpenAsync(LakehouseDefinition.Create("fuzz", TestLakehouse.Paklog.Contracts, [], new Dictionary<string, IReadOnlyList<LookUp>>(), [], "UTC"));
        lakehouse.Options = new LandingOptions { BatchBytes = 64 << 20 };

        var report = await lakehouse.LandAsync(files);

        TestContext.Current.SendDiagnosticMessage($"seed {seed}: {report.Counts}, {string.Join(", ", report.Dead)}, withdrawn {report.Withdrawn}, {report.Elapsed}");
        Assert.Equal(report.Counts.Lines, report.Counts.Landed + report.Counts.Duplicate + report.Counts.Ignored + report.Counts.Dead);
        Assert.Equal(report.Counts.Landed - report.Withdrawn, await RowsOfBronzeAsync(lakehouse));
        var letters = await LettersAsync(lakehouse);
        Assert.Equal(report.Counts.Dead + report.Withdrawn, letters.Count);
        var sums = await SumsAsync(lakehouse);
        var (problems, lettersOf) = (new List<string>(), letters.ToLookup(letter => letter.File));
        foreach (var file in Directory.EnumerateFiles(files))
            problems.AddRange(Judge(file, sums.GetValueOrDefault(file), lettersOf[file].ToDictionary(letter => letter.Line)));
        Assert.True(problems.Count == 0, $"seed {seed}: {problems.Count} problems\n{string.Join('\n', problems.Take(30))}");

        var again = await lakehouse.LandAsync(files);
        Assert.True(again.IsEmpty);
        Assert.NotEmpty((await lakehouse.RunAsync()).Tables);
        Assert.Empty((await lakehouse.RunAsync()).Tables);
        var derived = await lakehouse.DerivedTablesAsync();
        foreach (var contract in TestLakehouse.Paklog.Contracts.Where(contract => derived.ContainsKey("silver." + contract.Table)))
        {
            var silver = await lakehouse.RelationAsync(derived["silver." + contract.Table]);
            Assert.True(lakehouse.Count($"select count(*) - (select count(*) from (select distinct {string.Join(", ", contract.Key)} from {silver})) from {silver}") == 0, $"seed {seed}: keys stand twice in {contract.Table}");
        }
    }

    /// <summary>What is wrong with the account of one file.</summary>
    private static IEnumerable<string> Judge(string path, LandingCounts? sums, Dictionary<long, Letter> letters)
    {
        var name = Path.GetFileName(path);
        var lines = FileLines.Read(path).ToList();
        if (sums is null || sums.Lines != lines.Count || sums.Dead != letters.Count || sums.Lines != sums.Landed + sums.Duplicate + sums.Ignored + sums.Dead)
            yield return $"{name}: {lines.Count} lines, {letters.Count} letters, but {sums}";
        foreach (var (number, bytes) in lines)
        {
            var dead = letters.Remove(number, out var letter);
            if (dead && !letter!.Payload.AsSpan().SequenceEqual(bytes))
                yield return $"{name}:{number}: the dead letter is not the line: {Show(letter.Payload)} is not {Show(bytes)}";
            var kind = FileLines.KindOf(bytes);
            var expected = kind switch
            {
                LineKind.NoText => "not_utf8",
                LineKind.NoJson or LineKind.Other => "not_json",
                _ => null,
            };
            if (expected is not null && letter?.Error != expected)
                yield return $"{name}:{number}: should be {expected} and is {letter?.Error ?? "no dead letter"}: {Show(bytes)}";
            if (expected is null && kind != LineKind.Lenient && letter?.Error is "not_json" or "not_utf8")
                yield return $"{name}:{number}: is JSON and dead as {letter!.Error}: {Show(bytes)}";
        }

        foreach (var letter in letters.Values)
            yield return $"{name}:{letter.Line}: a dead letter of no line";
    }

    private static string Show(byte[] bytes) => Encoding.UTF8.GetString(bytes.Length < 3000 ? bytes : bytes[..3000]);

    private static async Task<long> RowsOfBronzeAsync(TestLakehouse lakehouse)
    {
        var rows = 0L;
        foreach (var identifier in await lakehouse.Workspace.Catalog.ListTablesAsync("bronze", ICatalog.MainBranch, TestContext.Current.CancellationToken))
        {
            if (identifier != LandedTable.Name && identifier != DeadLetterTable.Name)
                rows += lakehouse.Count($"select count(*) from {await RelationAsync(lakehouse, identifier)}");
        }

        return rows;
    }

    private static async Task<List<Letter>> LettersAsync(TestLakehouse lakehouse)
    {
        var letters = new List<Letter>();
        using var result = await lakehouse.Workspace.Connection.QueryAsync(
            $"select coalesce(source_file, ''), coalesce(line_number, 0), error_type, payload_encoding, original_payload from {await RelationAsync(lakehouse, DeadLetterTable.Name)}",
            TestContext.Current.CancellationToken);
        while (result.Read())
        {
            var payload = result.GetString(4);
            letters.Add(new Letter(result.GetString(0), result.GetInt64(1), result.GetString(2), result.GetString(3) == "base64" ? Convert.FromBase64String(payload) : Encoding.UTF8.GetBytes(payload)));
        }

        return letters;
    }

    private static async Task<Dictionary<string, LandingCounts>> SumsAsync(TestLakehouse lakehouse)
    {
        var sums = new Dictionary<string, LandingCounts>();
        using var result = await lakehouse.Workspace.Connection.QueryAsync(
            $"select file, sum(lines)::bigint, sum(landed)::bigint, sum(duplicate)::bigint, sum(ignored)::bigint, sum(dead)::bigint from {await RelationAsync(lakehouse, LandedTable.Name)} group by file",
            TestContext.Current.CancellationToken);
        while (result.Read())
            sums.Add(new Uri(result.GetString(0)).LocalPath, new LandingCounts(result.GetInt64(1), result.GetInt64(2), result.GetInt64(3), result.GetInt64(4), result.GetInt64(5)));
        return sums;
    }

    private static async Task<string> RelationAsync(TestLakehouse lakehouse, TableIdentifier table) =>
        await lakehouse.RelationAsync((await lakehouse.Workspace.Catalog.LoadTableAsync(table, ICatalog.MainBranch, TestContext.Current.CancellationToken))!);

    private sealed record Letter(string File, long Line, string Error, byte[] Payload);
}
