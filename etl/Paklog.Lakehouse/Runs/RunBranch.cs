using System.Buffers.Binary;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Runs;

/// <summary>The branch that a run works on, <c>run/&lt;id&gt;</c>. The id is a UUID of version 7, so the name says when the run began.</summary>
internal static class RunBranch
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

    /// <summary>The first 48 bits (RFC 9562, section 5.7).</summary>
    private static long MillisecondsOf(Guid id) => (long)(BinaryPrimitives.ReadUInt128BigEndian(id.ToByteArray(bigEndian: true)) >> 80);
}
