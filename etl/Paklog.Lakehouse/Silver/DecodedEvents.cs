using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Silver;

/// <summary>Events with typed values.</summary>
/// <param name="Raw">The view of the events as they came.</param>
/// <param name="Rows">The events with their values, see <see cref="DecodeSql"/>; those that do not fit are marked (_rejected).</param>
/// <param name="Rejections">One row for each value that does not fit.</param>
/// <param name="HasRejections">Whether there are such rows.</param>
/// <param name="Unresolved">Events that lack an unchanged value which no event carries.</param>
internal sealed record DecodedEvents(WorkTable Raw, WorkTable Rows, WorkTable Rejections, bool HasRejections, DecodedSummary Summary, long Unresolved);
