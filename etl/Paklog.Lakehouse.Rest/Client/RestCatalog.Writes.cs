using System.Net.Http.Headers;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;
using Refit;

namespace Paklog.Lakehouse.Rest.Client;

public sealed partial class RestCatalog
{
    /// <summary>REST tells no hash of a commit.</summary>
    private const string NoHash = "";

    /// <inheritdoc/>
    public async Task CreateNamespaceAsync(
        string branch, string ns, IReadOnlyDictionary<string, string> properties, CommitInfo info, CancellationToken cancellationToken = default)
    {
        EntryName.CheckNamespace(ns);
        await ChangeAsync(
            branch,
            writer =>
            {
                writer.WritePropertyName("namespace");
                RestWriting.WriteLevels(writer, ns);
                RestWriting.WriteProperties(writer, "properties", properties);
            },
            (api, prefix, body, key, token) => api.CreateNamespaceAsync(prefix, body!, key, token),
            IcebergErrorKind.AlreadyExists,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task UpdateNamespaceAsync(
        string branch, string ns, IReadOnlyDictionary<string, string> set, IReadOnlyCollection<string> remove, CommitInfo info, CancellationToken cancellationToken = default) =>
        await ChangeAsync(
            branch,
            writer =>
            {
                RestWriting.WriteStrings(writer, "removals", remove.Where(key => !set.ContainsKey(key)));
                RestWriting.WriteProperties(writer, "updates", set);
            },
            (api, prefix, body, key, token) => api.UpdateNamespaceAsync(prefix, PathOf(ns), body!, key, token),
            IcebergErrorKind.CommitConflict,
            cancellationToken);

    /// <inheritdoc/>
    public async Task DropNamespaceAsync(string branch, string ns, CommitInfo info, CancellationToken cancellationToken = default) =>
        await ChangeAsync(branch, null, (api, prefix, _, key, token) => api.DropNamespaceAsync(prefix, PathOf(ns), key, token), IcebergErrorKind.NotEmpty, cancellationToken);

    /// <inheritdoc/>
    public async Task<string> CommitAsync(string branch, IReadOnlyList<TableCommit> commits, CommitInfo info, CancellationToken cancellationToken = default)
    {
        foreach (var commit in commits)
            EntryName.Check(commit.Identifier);
        foreach (var ns in commits.Where(commit => commit.Requirements.OfType<AssertCreate>().Any()).Select(commit => commit.Identifier.Namespace).Distinct())
            await EnsureNamespaceAsync(branch, ns, info, cancellationToken);
        try
        {
            if (commits is [var one])
            {
                await ChangeAsync(
                    branch,
                    writer => WriteMembers(writer, one),
                    (api, prefix, body, key, token) => api.CommitTableAsync(prefix, PathOf(one.Identifier.Namespace), RestNames.ToName(one.Identifier), body!, key, token),
                    IcebergErrorKind.CommitConflict,
                    cancellationToken);
            }
            else
            {
                await ChangeAsync(
                    branch, writer => WriteAll(writer, commits), (api, prefix, body, key, token) => api.CommitAsync(prefix, body!, key, token), IcebergErrorKind.CommitConflict, cancellationToken);
            }
        }
        catch (IcebergException e) when (e.Kind == IcebergErrorKind.NotFound && commits.Any(commit => commit.Requirements.Count > 0))
        {
            // A server looks for the table before it looks at what must hold of it.
            throw new IcebergException(IcebergErrorKind.CommitConflict, e.Message, retryable: true, e);
        }

        return NoHash;
    }

    /// <inheritdoc/>
    public async Task<string> DropTableAsync(string branch, TableIdentifier identifier, CommitInfo info, CancellationToken cancellationToken = default)
    {
        await ChangeAsync(
            branch,
            null,
            (api, prefix, _, key, token) => api.DropTableAsync(prefix, PathOf(identifier.Namespace), RestNames.ToName(identifier), key, token),
            IcebergErrorKind.CommitConflict,
            cancellationToken);
        return NoHash;
    }

    /// <inheritdoc/>
    public async Task<string> RenameTableAsync(string branch, TableIdentifier from, TableIdentifier to, CommitInfo info, CancellationToken cancellationToken = default)
    {
        EntryName.Check(to);
        await ChangeAsync(
            branch,
            writer =>
            {
                WriteIdentifier(writer, "source", from);
                WriteIdentifier(writer, "destination", to);
            },
            (api, prefix, body, key, token) => api.RenameTableAsync(prefix, body!, key, token),
            IcebergErrorKind.AlreadyExists,
            cancellationToken);
        return NoHash;
    }

    /// <inheritdoc/>
    public async Task<string> RegisterTableAsync(
        string branch, TableIdentifier identifier, string metadataLocation, CommitInfo info, CancellationToken cancellationToken = default)
    {
        EntryName.Check(identifier);
        await EnsureNamespaceAsync(branch, identifier.Namespace, info, cancellationToken);
        await ChangeAsync(
            branch,
            writer =>
            {
                writer.WriteString("name", RestNames.ToName(identifier));
                writer.WriteString("metadata-location", metadataLocation);
            },
            (api, prefix, body, key, token) => api.RegisterTableAsync(prefix, PathOf(identifier.Namespace), body!, key, token),
            IcebergErrorKind.AlreadyExists,
            cancellationToken);
        return NoHash;
    }

    /// <summary>A server makes no namespace for a table.</summary>
    private async Task EnsureNamespaceAsync(string branch, string ns, CommitInfo info, CancellationToken cancellationToken)
    {
        if (await LoadNamespaceAsync(ns, branch, cancellationToken) is not null)
            return;
        try
        {
            await CreateNamespaceAsync(branch, ns, new Dictionary<string, string>(), info, cancellationToken);
        }
        catch (IcebergException e) when (e.Kind == IcebergErrorKind.AlreadyExists)
        {
            // Somebody else made it.
        }
    }

    private async Task ChangeAsync(
        string branch,
        Action<Utf8JsonWriter>? members,
        Func<IRestApi, string, HttpContent?, string?, CancellationToken, Task<IApiResponse<string>>> request,
        IcebergErrorKind conflict,
        CancellationToken cancellationToken)
    {
        var prefix = await PrefixAsync(branch, cancellationToken);
        var json = members is null ? default : RestWriting.Object(members);
        var reply = await transport.ChangeAsync(hasKeys, (api, key, token) => request(api, prefix, json.IsEmpty ? null : Content(json), key, token), cancellationToken);
        reply.OrThrow(conflict);
    }

    private static ReadOnlyMemoryContent Content(ReadOnlyMemory<byte> json) => new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static void WriteAll(Utf8JsonWriter writer, IReadOnlyList<TableCommit> commits)
    {
        writer.WriteStartArray("table-changes");
        foreach (var commit in commits)
        {
            writer.WriteStartObject();
            WriteIdentifier(writer, "identifier", commit.Identifier);
            WriteMembers(writer, commit);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteMembers(Utf8JsonWriter writer, TableCommit commit)
    {
        writer.WriteStartArray("requirements");
        foreach (var requirement in commit.Requirements)
            TableRequirementJson.Write(writer, requirement);
        writer.WriteEndArray();
        writer.WriteStartArray("updates");
        foreach (var update in commit.Updates)
            TableUpdateJson.Write(writer, update);
        writer.WriteEndArray();
    }

    private static void WriteIdentifier(Utf8JsonWriter writer, string name, TableIdentifier identifier)
    {
        writer.WriteStartObject(name);
        RestWriting.WriteIdentifier(writer, identifier);
        writer.WriteEndObject();
    }
}
