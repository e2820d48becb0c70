using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Bronze;

/// <summary>The work tables of the dead letters of one batch.</summary>
/// <param name="Messages">kind, message: what is said of each kind.</param>
/// <param name="Withdrawn">The dead letters that were rows of Bronze, see <see cref="LandingSql.Withdraw"/>.</param>
internal sealed record LetterTables(WorkTable Messages, WorkTable Withdrawn);
