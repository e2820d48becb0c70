using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Bronze;

/// <summary>The work tables of one batch that is landed.</summary>
/// <param name="Staging">Has the lines, see <see cref="IStaging.Table"/>.</param>
/// <param name="Landing">One row: landing_id, landed_at.</param>
/// <param name="InputFiles">path, location, bytes, sha256.</param>
/// <param name="Watermarks">topic, newest: the newest event time that was landed before.</param>
internal sealed record LandingTables(IStaging Staging, WorkTable Landing, WorkTable InputFiles, WorkTable Watermarks)
{
    public WorkTable Staged => Staging.Table;
}
