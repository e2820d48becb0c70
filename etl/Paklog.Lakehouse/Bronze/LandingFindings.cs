using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Bronze;

/// <summary>What people should know of a landing besides its sums: files of which nothing landed, and topics that cannot tell deletes.</summary>
internal sealed class LandingFindings
{
    private readonly Dictionary<string, Topic> topics = new(StringComparer.Ordinal);

    /// <summary>Files with dead lines, of which no line landed or is a copy.</summary>
    public List<DeadFile> DeadFiles { get; } = [];

    /// <summary>Files without a line that is not blank.</summary>
    public List<string> EmptyFiles { get; } = [];

    /// <summary>Topics with tombstones of which no event was seen yet.</summary>
    public IEnumerable<string> UnknownTopics => topics.Where(topic => topic.Value is { Tombstones: > 0, Blind: 0, Telling: 0 }).Select(topic => topic.Key);

    /// <summary>
    /// Topics of flattened rows without <c>__deleted</c> between which tombstones stand: ExtractNewRecordState drops a delete unless it is told otherwise, and leaves its tombstone (debezium#6188).
    /// </summary>
    public IReadOnlyList<string> BlindTopics => [.. topics.Where(topic => topic.Value is { Tombstones: > 0, Blind: > 0, Telling: 0 }).Select(topic => topic.Key).Order(StringComparer.Ordinal)];

    /// <summary>Topics (empty: lines that name none), with the number of events whose record has one value for a key that is not the key of its row.</summary>
    public IReadOnlyDictionary<string, long> OddKeys => topics.Where(topic => topic.Value.OddKeys > 0).ToDictionary(topic => topic.Key, topic => topic.Value.OddKeys);

    /// <summary>Looks at the staged lines of a batch.</summary>
    public static async Task<LandingFindings> ReadAsync(ISqlSession sql, LandingSql landing, IEnumerable<string> files, CancellationToken cancellationToken)
    {
        var findings = new LandingFindings();
        findings.EmptyFiles.AddRange(files);
        foreach (var (file, landed, dead) in await sql.ListAsync(landing.LinesOfFiles, row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken))
        {
            findings.EmptyFiles.Remove(file);
            if (landed == 0 && dead > 0)
                findings.DeadFiles.Add(new DeadFile(file, dead, ""));
        }

        if (findings.DeadFiles.Count > 0)
        {
            var reasons = (await sql.ListAsync(
                landing.MostFrequentReasons,
                row => (File: row.GetString(0), Reason: row.IsNull(2) ? DeadLetterTable.Message(row.GetString(1)["dead:".Length..]) : row.GetString(2)),
                cancellationToken)).ToDictionary(file => file.File, file => file.Reason);
            for (var index = 0; index < findings.DeadFiles.Count; index++)
                findings.DeadFiles[index] = findings.DeadFiles[index] with { Reason = reasons[findings.DeadFiles[index].File] };
        }

        foreach (var (name, topic) in await sql.ListAsync(landing.Topics, row => (row.GetString(0), new Topic(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4))), cancellationToken))
            findings.topics[name] = topic;
        return findings;
    }

    public void Add(LandingFindings other)
    {
        DeadFiles.AddRange(other.DeadFiles);
        EmptyFiles.AddRange(other.EmptyFiles);
        foreach (var (name, topic) in other.topics)
            topics[name] = topics.TryGetValue(name, out var before) ? before + topic : topic;
    }

    /// <summary>An earlier row of a topic has no <c>__deleted</c>.</summary>
    public void AddBlind(string topic) => topics[topic] += new Topic(0, 1, 0, 0);

    private readonly record struct Topic(long Tombstones, long Blind, long Telling, long OddKeys)
    {
        public static Topic operator +(Topic left, Topic right) => new(left.Tombstones + right.Tombstones, left.Blind + right.Blind, left.Telling + right.Telling, left.OddKeys + right.OddKeys);
    }
}

/// <summary>A file of which nothing landed.</summary>
/// <param name="Reason">The most frequent one.</param>
public sealed record DeadFile(string File, long Dead, string Reason);
