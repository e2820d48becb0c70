using System.Globalization;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Requests;
using Paklog.Lakehouse.Nessie.Api;

namespace Paklog.Lakehouse.Nessie;

public sealed partial class NessieCatalog
{
    /// <summary>A merge is made on a branch of its own, <c>merging/20260131T120000Z-&lt;id&gt;</c>, which is deleted again; one that stays behind is of a process that was killed.</summary>
    private const string MergeBranches = "merging/";

    private const string MergeTime = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>No merge takes so long, whatever is tried again; and clocks differ.</summary>
    private static readonly TimeSpan LongestMerge = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    /// <remarks>
    /// Nessie merges onto whatever head it finds, if only the same keys did not change. So that nothing comes along that the caller has not seen, the merge is made beside the branch, on the
    /// expected head, and the branch is then moved to it.
    /// </remarks>
    public async Task<string> MergeAsync(string branch, string expectedHash, string from, CommitInfo info, CancellationToken cancellationToken = default)
    {
        if ((await committer.HeadAsync(branch, [], cancellationToken)).Hash != expectedHash)
            throw new IcebergException(IcebergErrorKind.CommitConflict, $"'{branch}' no longer stands at {expectedHash}; load it again and decide on what it has become.", retryable: true);
        var fromHash = (await LoadReferenceAsync(from, cancellationToken))?.Hash ?? (IsHash(from) ? from : throw NoReference(from));
        await RemoveAbandonedAsync(cancellationToken);
        var beside = $"{MergeBranches}{options.Clock.GetUtcNow().UtcDateTime.ToString(MergeTime, CultureInfo.InvariantCulture)}-{options.NewGuid()}";
        await CreateReferenceAsync(beside, ReferenceKind.Branch, expectedHash, cancellationToken);
        var merged = expectedHash;
        try
        {
            merged = await MergeBesideAsync(beside, expectedHash, from, fromHash, branch, info, cancellationToken);
            if (merged != expectedHash)
                await AssignBranchAsync(branch, expectedHash, merged, cancellationToken);
            return merged;
        }
        finally
        {
            await DeleteQuietlyAsync(beside, merged);
        }
    }

    private async Task<string> MergeBesideAsync(
        string beside, string expectedHash, string from, string fromHash, string branch, CommitInfo info, CancellationToken cancellationToken)
    {
        var merge = new NessieMerge(fromHash, new NewCommitMeta(info.Author, info.Message, info.Properties));
        try
        {
            // Sent again after a lost answer, it finds nothing left to merge and answers with the head that the first one made.
            var answer = await client.ChangeAsync((api, t) => api.MergeAsync($"{beside}@{expectedHash}", merge, t), cancellationToken);
            if (answer.WasSuccessful)
                return answer.ResultantTargetHash ?? expectedHash;
            var keys = (answer.Details ?? []).Where(key => key.Conflict is not null).Select(key => key.Key.ToString()).Order(StringComparer.Ordinal);
            throw new IcebergException(
                IcebergErrorKind.CommitConflict,
                $"{string.Join(", ", keys)} changed both on '{from}' (at {fromHash}) and on '{branch}' (at {expectedHash}) since they parted; take the change back on one side.");
        }
        catch (RefusedException e)
        {
            throw e.Code == NessieError.ReferenceNotFound ? NoReference(from, e) : Refusals.ToIcebergException(e);
        }
        catch (UnansweredException e)
        {
            throw client.Unavailable(e); // whatever happened beside the branch, the branch itself was not touched
        }
    }

    /// <summary>Takes away what merges left behind that were killed.</summary>
    private async Task RemoveAbandonedAsync(CancellationToken cancellationToken)
    {
        foreach (var branch in await ListReferencesAsync($"refType == 'BRANCH' && ref.name.startsWith('{MergeBranches}')", cancellationToken))
        {
            if (BeganAt(branch.Name) < options.Clock.GetUtcNow() - LongestMerge)
                await DeleteQuietlyAsync(branch.Name, branch.Hash);
        }
    }

    private static DateTimeOffset? BeganAt(string branch) =>
        DateTimeOffset.TryParseExact(branch[MergeBranches.Length..].Split('-')[0], MergeTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private async Task DeleteQuietlyAsync(string beside, string hash)
    {
        try
        {
            await DeleteReferenceAsync(beside, hash, CancellationToken.None);
        }
        catch (IcebergException)
        {
            // It stays behind; what the caller asked for is decided without it.
        }
    }
}
