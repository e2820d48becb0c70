namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

public sealed partial class EmbeddedCatalog
{
    /// <inheritdoc/>
    public async Task<CatalogReference?> LoadReferenceAsync(string name, CancellationToken cancellationToken = default) =>
        ReferenceName.IsValid(name) ? await references.ReadAsync(name, cancellationToken) : null;

    /// <inheritdoc/>
    public Task<IReadOnlyList<CatalogReference>> ListReferencesAsync(CancellationToken cancellationToken = default) => references.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task CreateReferenceAsync(string name, ReferenceKind kind, string hash, CancellationToken cancellationToken = default)
    {
        ReferenceName.Check(name);
        await RequireCommitAsync(hash, cancellationToken);
        if (!await references.CompareAndSwapAsync(name, null, new CatalogReference(name, kind, hash), cancellationToken))
            throw new IcebergException(IcebergErrorKind.AlreadyExists, $"A branch or tag '{name}' exists; choose another name, or delete that one first.");
    }

    /// <inheritdoc/>
    public async Task DeleteReferenceAsync(string name, string expectedHash, CancellationToken cancellationToken = default)
    {
        if (name == ICatalog.MainBranch)
            throw new IcebergException(IcebergErrorKind.ValidationFailed, $"The branch '{name}' cannot be deleted; every catalog has it.");
        var found = await LoadReferenceAsync(name, cancellationToken)
            ?? throw new IcebergException(IcebergErrorKind.NotFound, $"There is no branch or tag '{name}'; list the references to see what there is.");
        if (found.Hash != expectedHash || !await references.CompareAndSwapAsync(name, found, null, cancellationToken))
            throw Moved(name, expectedHash);
    }

    /// <inheritdoc/>
    public async Task AssignBranchAsync(string branch, string expectedHash, string newHash, CancellationToken cancellationToken = default)
    {
        var head = await committer.HeadAsync(branch, cancellationToken);
        await RequireCommitAsync(newHash, cancellationToken);
        if (head.Hash != expectedHash || !await references.CompareAndSwapAsync(branch, head, head with { Hash = newHash }, cancellationToken))
            throw Moved(branch, expectedHash);
    }

    private async Task RequireCommitAsync(string hash, CancellationToken cancellationToken)
    {
        if (await FindCommitAsync(hash, cancellationToken) is null)
            throw new IcebergException(IcebergErrorKind.NotFound, $"There is no commit '{hash}'; give the whole hash of a commit, as the log has it.");
    }

    private static IcebergException Moved(string name, string expectedHash) => new(
        IcebergErrorKind.CommitConflict, $"'{name}' no longer stands at {expectedHash}; load it again and decide on what it has become.", retryable: true);
}
