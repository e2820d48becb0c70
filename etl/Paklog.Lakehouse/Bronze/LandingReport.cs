using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Bronze;

/// <summary>What one landing did. For every file and table: lines = landed + duplicate + ignored + dead.</summary>
/// <param name="Files">Files that were read.</param>
/// <param name="KnownFiles">Files that were landed before, byte for byte, and were not read again.</param>
/// <param name="ChangedFiles">Files that had other content when they were landed before.</param>
/// <param name="Withdrawn">Rows that left Bronze because a new event contradicts them.</param>
public sealed record LandingReport(
    string LandingId,
    IReadOnlyList<string> Files,
    int KnownFiles,
    IReadOnlyList<string> ChangedFiles,
    LandingCounts Counts,
    IReadOnlyList<LandedTableCounts> Tables,
    IReadOnlyDictionary<string, long> Ignored,
    IReadOnlyDictionary<string, long> Dead,
    long Withdrawn,
    TimeSpan Elapsed)
{
    /// <summary>Files and folders that could not be read; the others were landed.</summary>
    public IReadOnlyList<UnreadInput> Unread { get; init; } = [];

    /// <summary>Bronze tables that could not be read or written, each with the reason; their events are dead letters.</summary>
    public IReadOnlyDictionary<string, Exception> BrokenTables { get; init; } = new Dictionary<string, Exception>();

    /// <summary>Files of which no line landed or was known, and some are dead.</summary>
    public IReadOnlyList<DeadFile> DeadFiles { get; init; } = [];

    /// <summary>Files without any line.</summary>
    public IReadOnlyList<string> EmptyFiles { get; init; } = [];

    /// <summary>Files of keys and headers that were left out, since they stand beside those of values.</summary>
    public IReadOnlyList<string> Sidecars { get; init; } = [];

    /// <summary>Topics whose rows cannot say that they were deleted, though some were.</summary>
    public IReadOnlyList<string> BlindTopics { get; init; } = [];

    /// <summary>Events by topic (empty: without) whose record has one value for a key that is not the key of its row: they count as events without key.</summary>
    public IReadOnlyDictionary<string, long> OddKeys { get; init; } = new Dictionary<string, long>();

    /// <summary>Lines were read, some are dead, and none landed or was known.</summary>
    public bool HasFailed => Counts is { Landed: 0, Duplicate: 0, Dead: > 0 };

    /// <summary>True when there was nothing to read.</summary>
    public bool IsEmpty => Files.Count == 0;
}

/// <summary>Lines by outcome.</summary>
public sealed record LandingCounts(long Lines, long Landed, long Duplicate, long Ignored, long Dead)
{
    public static LandingCounts Zero { get; } = new(0, 0, 0, 0, 0);

    public static LandingCounts operator +(LandingCounts left, LandingCounts right) =>
        new(left.Lines + right.Lines, left.Landed + right.Landed, left.Duplicate + right.Duplicate, left.Ignored + right.Ignored, left.Dead + right.Dead);
}

/// <summary>Rows and files that a landing added to one Bronze table.</summary>
public sealed record LandedTableCounts(string Table, long Rows, int Files);
