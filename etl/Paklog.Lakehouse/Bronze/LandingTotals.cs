using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Bronze;

/// <summary>The sums of a landing while its batches are committed.</summary>
internal sealed class LandingTotals
{
    private readonly Dictionary<string, LandedTableCounts> tables = [];
    private readonly SortedDictionary<string, long> ignored = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> dead = new(StringComparer.Ordinal);
    private LandingCounts counts = LandingCounts.Zero;
    private long withdrawn;

    public string LandingId { get; } = Guid.CreateVersion7().ToString();

    public LandingFindings Findings { get; } = new();

    public void Add(BatchResult batch)
    {
        if (batch.Findings is { } findings)
            Findings.Add(findings);
        counts += batch.Counts;
        withdrawn += batch.Withdrawn;
        foreach (var table in batch.Tables)
            tables[table.Table] = tables.TryGetValue(table.Table, out var before) ? table with { Rows = table.Rows + before.Rows, Files = table.Files + before.Files } : table;
        foreach (var (kind, lines) in batch.Ignored)
            ignored[kind] = ignored.GetValueOrDefault(kind) + lines;
        foreach (var (kind, lines) in batch.Dead)
            dead[kind] = dead.GetValueOrDefault(kind) + lines;
    }

    public LandingReport Report(IReadOnlyList<InputFile> files, int known, IReadOnlyList<string> changed, TimeSpan elapsed) => new(
        LandingId,
        [.. files.Select(file => file.Path)],
        known,
        changed,
        counts,
        [.. tables.Values.OrderBy(table => table.Table, StringComparer.Ordinal)],
        ignored,
        dead,
        withdrawn,
        elapsed)
    {
        DeadFiles = Findings.DeadFiles,
        EmptyFiles = Findings.EmptyFiles,
        BlindTopics = Findings.BlindTopics,
        OddKeys = Findings.OddKeys,
    };
}

/// <summary>What became of the lines of one batch.</summary>
internal sealed class BatchResult
{
    public Dictionary<string, long> Rows { get; } = [];

    public Dictionary<string, long> Ignored { get; } = [];

    public Dictionary<string, long> Dead { get; } = [];

    public List<LandedTableCounts> Tables { get; } = [];

    public LandingCounts Counts { get; private set; } = LandingCounts.Zero;

    public long Withdrawn { get; set; }

    public LandingFindings? Findings { get; set; }

    public static BatchResult Of(IEnumerable<(string Kind, string? Table, long Lines)> outcomes)
    {
        var result = new BatchResult();
        foreach (var (kind, table, lines) in outcomes)
            result.Counts += result.Count(kind, table, lines);
        return result;
    }

    private LandingCounts Count(string kind, string? table, long lines)
    {
        var counts = LandingCounts.Zero with { Lines = lines };
        switch (kind.Split(':'))
        {
            case ["change" or "domain"]:
                Rows[table!] = Rows.GetValueOrDefault(table!) + lines;
                return counts with { Landed = lines };
            case ["duplicate"]:
                return counts with { Duplicate = lines };
            case ["ignored", var what]:
                Ignored[what] = lines;
                return counts with { Ignored = lines };
            case ["dead", var what]:
                Dead[what] = lines;
                return counts with { Dead = lines };
            default:
                throw new InvalidOperationException($"A staged line has the unknown kind '{kind}'.");
        }
    }
}
