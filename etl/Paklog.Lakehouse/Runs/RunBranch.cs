using System.Buffers.Binary;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Runs;

/// <summary>The branch that a run works on, <c>run/&lt;id&gt;</c>. The id is a UUID of version 7, so the name says when the run began.</summary>
public static class RunBranch
{
    private const string Prefix = "run/";

    internal static string NewRunId(TimeProvider clock) => Guid.CreateVersion7(clock.GetUtcNow()).ToString();

    internal static string Of(string runId) => Prefix + runId;

    /// <summary>When the run began, or null when the reference is no run's branch.</summary>
    internal static DateTimeOffset? Began(CatalogReference reference) =>
        reference.Kind == ReferenceKind.Branch && reference.Name.StartsWith(Prefix, StringComparison.Ordinal)
            && Guid.TryParseExact(reference.Name[Prefix.Length..], "D", out var id) && id.Version == 7
            ? DateTimeOffset.FromUnixTimeMilliseconds(MillisecondsOf(id))
            : null;

    /// <summary>Branches of runs that began and last committed before a time: those of runs that died or that an audit has judged against, since a run that is published takes its branch away.</summary>
    public static async Task<IReadOnlyList<CatalogReference>> FindOldAsync(ICatalog catalog, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var old = new List<CatalogReference>();
        foreach (var branch in (await catalog.ListReferencesAsync(cancellationToken)).Where(branch => Began(branch) < before))
        {
            if ((await catalog.LogAsync(branch.Hash, 1, cancellationToken))[0].Time < before)
                old.Add(branch);
        }

        return old;
    }

    /// <summary>Deletes branches, and returns those that it was who deleted them.</summary>
    public static async Task<IReadOnlyList<CatalogReference>> DeleteAsync(ICatalog catalog, IReadOnlyList<CatalogReference> branches, CancellationToken cancellationToken)
    {
        var deleted = new List<CatalogReference>();
        foreach (var branch in branches)
        {
            try
            {
                await catalog.DeleteReferenceAsync(branch.Name, branch.Hash, cancellationToken);
                deleted.Add(branch);
            }
            catch (IcebergException error) when (error.Kind is IcebergErrorKind.CommitConflict or IcebergErrorKind.NotFound)
            {
                // Its run is alive after all, or has just ended.
            }
        }

        return deleted;
    }

    /// <summary>Takes the run's branch away, published or not: what a run that broke off has written is of no use, and the next one begins anew.</summary>
    internal static async Task RemoveAsync(ICatalog catalog, string branch)
    {
        try
        {
            if (await catalog.LoadReferenceAsync(branch, CancellationToken.None) is { } reference)
                await catalog.DeleteReferenceAsync(branch, reference.Hash, CancellationToken.None);
        }
        catch (IcebergException error) when (error.Kind is IcebergErrorKind.NotFound or IcebergErrorKind.CommitConflict)
        {
            // Someone else took the branch away or uses it: nothing of this run depends on it any more.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or IcebergException { Kind: IcebergErrorKind.Unavailable or IcebergErrorKind.CommitStateUnknown })
        {
            // The branch stays, as after a kill, and `orphans` names it; what made the run fail is to be heard, not this.
        }
    }

    /// <summary>The first 48 bits (RFC 9562, section 5.7).</summary>
    private static long MillisecondsOf(Guid id) => (long)(BinaryPrimitives.ReadUInt128BigEndian(id.ToByteArray(bigEndian: true)) >> 80);
}
