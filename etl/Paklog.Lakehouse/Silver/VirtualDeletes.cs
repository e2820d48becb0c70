using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Silver;

/// <summary>The deletes that no event states: see <see cref="VirtualDeletesSql"/>.</summary>
/// <param name="Selects">Each gives rows of a timeline.</param>
/// <param name="Gone">Keys that a snapshot taken again has removed.</param>
internal sealed record VirtualDeletes(IReadOnlyList<string> Selects, long Gone)
{
    /// <param name="accepted">The accepted events.</param>
    public static async Task<VirtualDeletes> FindAsync(SilverEvents events, DecodedEvents decoded, WorkTable accepted, WorkScope work, CancellationToken cancellationToken)
    {
        var contract = events.Bronze.Contract;
        var selects = new List<string>();
        if (decoded.Summary.Truncates)
            selects.Add(VirtualDeletesSql.Truncates(accepted.Name, $"(select * from {decoded.Rows} where _op = 't' and not _rejected)"));
        if (contract.Parent is { } rule && events.Parents is { } parents)
        {
            var deletes = await work.KeepAsync("parent_deletes", OfParent(events, parents, rule), cancellationToken);
            if (await work.Sql.AnyAsync(deletes.Name, cancellationToken))
                selects.Add(VirtualDeletesSql.ParentDeletes(accepted.Name, deletes.Name, new SilverColumns(contract), rule));
        }

        if (!events.Summary.SnapshotEnds)
            return new VirtualDeletes(selects, 0);
        var reads = EventsSql.Select(events.All.View.Name, events.Epoch, events.Horizon.Committed + " and e.op = 'r' and e.source_snapshot <> 'incremental'", null);
        var kept = await work.KeepAsync("snapshot_reads", $"select * exclude (_before, _after, _schema) from ({reads})", cancellationToken);
        var complete = await work.KeepAsync("complete_snapshots", VirtualDeletesSql.CompleteSnapshots(kept.Name), cancellationToken);
        if (!await work.Sql.AnyAsync(complete.Name, cancellationToken))
            return new VirtualDeletes(selects, 0);
        selects.Add(VirtualDeletesSql.Snapshots(decoded.Rows.Name, complete.Name));
        return new VirtualDeletes(selects, await work.Sql.CountAsync($"({selects[^1]})", cancellationToken));
    }

    public IEnumerable<string> Notes()
    {
        if (Gone > 0)
            yield return $"{Gone} keys are gone as of a snapshot that was taken again and does not have them";
    }

    /// <summary>The parent's deletes, but for those that are half of a change of its key, with the values of its key.</summary>
    private static string OfParent(SilverEvents events, ParentEvents parents, ParentRule rule)
    {
        var (contract, parent, all) = (events.Bronze.Contract, parents.Bronze.Contract, parents.All.View);
        var keys = rule.Key.Select((pair, index) =>
        {
            var column = parent.Find(pair.ParentColumn)!;
            var decoded = Decoders.Decode(column with { Default = null }, column.Encoding, $"_member_{index}");
            return $"cast({decoded.ValueSql} as {Decoders.SqlType(contract.Find(pair.Column)!.Type)}) as parent_{index}";
        });
        var members = rule.Key.Select((pair, index) => $"{KeySql.Member(parent.Find(pair.ParentColumn)!, "_key_json")} as _member_{index}");
        var isDelete = $"{events.Horizon.Committed} and e.op = 'd' and not (e._topic is null and exists (select 1 from {all} c where {SilverEvents.IsOtherHalf("c", "e")}))";
        var deletes = EventsSql.Select(all.Name, events.Epoch, isDelete, null);
        return $"""
            select * exclude (_before, _after, _schema, _key_json), {string.Join(", ", keys)} from (
              select *, {string.Join(", ", members)} from (select d.*, k.key as _key_json from ({deletes}) d join {all} k on k._event_id = d._event_id) where _new_key is null
            )
            """;
    }
}
