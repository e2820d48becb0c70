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
    public static async Task<LandingFindings> ReadAsync(ISqlSession sql, IEnumerable<string> files, CancellationToken cancellationToken)
    {
        var findings = new LandingFindings();
        findings.EmptyFiles.AddRange(files);
        using (var result = await sql.QueryAsync(LandingSql.LinesOfFiles, cancellationToken))
        {
            while (result.Read())
            {
                var file = result.GetString(0);
                findings.EmptyFiles.Remove(file);
                if (result.GetInt64(1) == 0 && result.GetInt64(2) > 0)
                    findings.DeadFiles.Add(new DeadFile(file, result.GetInt64(2), ""));
            }
        }

        if (findings.DeadFiles.Count > 0)
        {
            var reasons = new Dictionary<string, string>();
            using var result = await sql.QueryAsync(LandingSql.MostFrequentReasons, cancellationToken);
            while (result.Read())
                reasons[result.GetString(0)] = result.IsNull(2) ? DeadLetterTable.Message(result.GetString(1)["dead:".Length..]) : result.GetString(2);
            for (var index = 0; index < findings.DeadFiles.Count; index++)
                findings.DeadFiles[index] = findings.DeadFiles[index] with { Reason = reasons[findings.DeadFiles[index].File] };
        }

        using (var result = await sql.QueryAsync(LandingSql.Topics, cancellationToken))
        {
            while (result.Read())
                findings.topics[result.GetString(0)] = new Topic(result.GetInt64(1), result.GetInt64(2), result.GetInt64(3), result.GetInt64(4));
        }

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
