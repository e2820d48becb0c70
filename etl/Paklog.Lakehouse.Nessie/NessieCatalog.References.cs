using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Requests;
using Paklog.Lakehouse.Nessie.Api;

namespace Paklog.Lakehouse.Nessie;

public sealed partial class NessieCatalog
{
    /// <inheritdoc/>
    public async Task<CatalogReference?> LoadReferenceAsync(string name, CancellationToken cancellationToken = default)
    {
        if (!ReferenceName.IsValid(name))
            return null;
        try
        {
            return ToReference((await client.ReadAsync((api, t) => api.GetReferenceAsync(name, t), cancellationToken)).Reference);
        }
        catch (RefusedException e)
        {
            return e.Code == NessieError.ReferenceNotFound ? null : throw Refusals.ToIcebergException(e);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CatalogReference>> ListReferencesAsync(CancellationToken cancellationToken = default) => ListReferencesAsync(filter: null, cancellationToken);

    /// <param name="filter">An expression of CEL over <c>refType</c> and <c>ref</c> (<c>HttpTreeApi.getAllReferences</c>).</param>
    private async Task<IReadOnlyList<CatalogReference>> ListReferencesAsync(string? filter, CancellationToken cancellationToken)
    {
        var references = await ReadAllAsync(
            client.ReadPagesAsync<ReferencesPage, NessieReference>((api, page, t) => api.ListReferencesAsync(filter, page, t), cancellationToken), ICatalog.MainBranch, cancellationToken);
        return [.. references.Select(ToReference).OrderBy(reference => reference.Name, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async Task CreateReferenceAsync(string name, ReferenceKind kind, string hash, CancellationToken cancellationToken = default)
    {
        ReferenceName.Check(name);
        RequireHash(hash);
        try
        {
            await client.ChangeAsync((api, t) => api.CreateReferenceAsync(name, TypeOf(kind), NessieReference.Detached(hash), t), cancellationToken);
        }
        catch (RefusedException e) when (e is { Code: NessieError.ReferenceAlreadyExists, AfterLostAnswer: true })
        {
            if (await LoadReferenceAsync(name, cancellationToken) != new CatalogReference(name, kind, hash))
                throw Refusals.ToIcebergException(e);
        }
        catch (RefusedException e)
        {
            throw Refusals.ToIcebergException(e);
        }
        catch (UnansweredException e)
        {
            throw Silent(e, $"whether '{name}' was created");
        }
    }

    /// <inheritdoc/>
    public async Task DeleteReferenceAsync(string name, string expectedHash, CancellationToken cancellationToken = default)
    {
        RequireHash(expectedHash);
        if (await LoadReferenceAsync(name, cancellationToken) is null)
            throw NoReference(name);
        try
        {
            await client.ChangeAsync((api, t) => api.DeleteReferenceAsync($"{name}@{expectedHash}", t), cancellationToken);
        }
        catch (RefusedException e) when (e.Code == NessieError.ReferenceNotFound)
        {
            // It was there, so a try that got no answer deleted it. .NET's HttpClient repeats a request without a body by itself and does not say so.
        }
        catch (RefusedException e)
        {
            throw Refusals.ToIcebergException(e);
        }
        catch (UnansweredException e)
        {
            throw Silent(e, $"whether '{name}' was deleted");
        }
    }

    /// <inheritdoc/>
    public async Task AssignBranchAsync(string branch, string expectedHash, string newHash, CancellationToken cancellationToken = default)
    {
        if (!ReferenceName.IsValid(branch))
            throw NoReference(branch);
        RequireHash(expectedHash);
        RequireHash(newHash);
        try
        {
            await client.ChangeAsync(
                (api, t) => api.AssignReferenceAsync($"{branch}@{expectedHash}", NessieReference.Branch, NessieReference.Detached(newHash), t), cancellationToken);
        }
        catch (RefusedException e) when (e is { Code: NessieError.ReferenceConflict, AfterLostAnswer: true })
        {
            await RequireAssignedAsync(branch, expectedHash, newHash, e, cancellationToken);
        }
        catch (RefusedException e)
        {
            throw Refusals.ToIcebergException(e);
        }
        catch (UnansweredException e)
        {
            throw Silent(e, $"whether branch '{branch}' was moved to {newHash}");
        }
    }

    private static CatalogReference ToReference(NessieReference reference) => new(
        reference.Name ?? throw new IcebergException(IcebergErrorKind.InvalidData, $"Nessie names no reference at {reference.Hash}."),
        reference.Type == NessieReference.Tag ? ReferenceKind.Tag : ReferenceKind.Branch,
        reference.Hash);

    private static string TypeOf(ReferenceKind kind) => kind == ReferenceKind.Tag ? NessieReference.Tag : NessieReference.Branch;

    private static void RequireHash(string hash)
    {
        if (!IsHash(hash))
            throw new IcebergException(IcebergErrorKind.NotFound, $"There is no commit '{hash}'; give the whole hash of a commit, as the log has it.");
    }

    /// <summary>
    /// A try without an answer moved the branch if what it was moved to is part of it now. If it is not, but what it was to be moved from still is, others came first. Where
    /// neither is, the branch has been moved elsewhere since, and nothing tells.
    /// </summary>
    private async Task RequireAssignedAsync(string branch, string expectedHash, string newHash, RefusedException refusal, CancellationToken cancellationToken)
    {
        var hadExpected = false;
        await foreach (var entry in client.HistoryAsync(branch, "MINIMAL", NessieClient.LongestPage, cancellationToken))
        {
            if (entry.CommitMeta.Hash == newHash)
                return;
            if (entry.CommitMeta.Hash == expectedHash || entry.ParentCommitHash == expectedHash)
            {
                hadExpected = true;
                break;
            }
        }

        throw hadExpected
            ? Refusals.ToIcebergException(refusal)
            : new IcebergException(
                IcebergErrorKind.CommitStateUnknown, $"Nessie did not answer whether branch '{branch}' was moved to {newHash}, and since then it has been moved elsewhere; look at its log before it is tried again.", inner: refusal);
    }

    private IcebergException Silent(UnansweredException e, string what) => e.MayHaveHappened
        ? new IcebergException(IcebergErrorKind.CommitStateUnknown, $"Nessie did not answer {what}: {e.Message.TrimEnd('.')}. Look at the references before it is tried again.", inner: e)
        : client.Unavailable(e);
}
