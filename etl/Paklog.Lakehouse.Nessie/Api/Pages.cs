using System.Text.Json.Serialization;

namespace Paklog.Lakehouse.Nessie.Api;

/// <summary>A part of a list; the token asks for the next.</summary>
internal interface IPage<TItem>
{
    bool HasMore { get; }

    string? Token { get; }

    IReadOnlyList<TItem> Items { get; }
}

internal sealed record ReferencesPage(bool HasMore, string? Token, [property: JsonPropertyName("references")] IReadOnlyList<NessieReference> Items)
    : IPage<NessieReference>;

internal sealed record EntriesPage(bool HasMore, string? Token, [property: JsonPropertyName("entries")] IReadOnlyList<NessieEntry> Items) : IPage<NessieEntry>;

internal sealed record HistoryPage(bool HasMore, string? Token, [property: JsonPropertyName("logEntries")] IReadOnlyList<HistoryEntry> Items) : IPage<HistoryEntry>;

internal sealed record DiffPage(bool HasMore, string? Token, [property: JsonPropertyName("diffs")] IReadOnlyList<DiffEntry> Items) : IPage<DiffEntry>;

/// <summary>An entry of a listing: the key and what kind of content it has.</summary>
internal sealed record NessieEntry(string Type, ContentKey Name);

/// <summary>One commit; its operations only where all was fetched.</summary>
internal sealed record HistoryEntry(CommitMeta CommitMeta, string? ParentCommitHash, IReadOnlyList<NessieOperation>? Operations);

internal sealed record DiffEntry(ContentKey Key, NessieContent? From, NessieContent? To);
