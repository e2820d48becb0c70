using System.Diagnostics;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Silver;

/// <summary>Current rows, history and rejected values of one contract, from Bronze (semantics.md, sections 3 to 5).</summary>
/// <param name="parent">The contract of the table whose deletes take rows of this one with them.</param>
internal sealed class SilverStep(Contract contract, Contract? parent, IReadOnlyList<Epoch> epochs) : IRunStep
{
    public IReadOnlyList<string> Outputs { get; } = SilverTables.Names(contract);

    public IReadOnlyList<string> Inputs => parent is null ? ["bronze." + contract.Table] : ["bronze." + contract.Table, "bronze." + parent.Table];

    private string Hash => SilverTables.Hash(contract, parent, epochs);

    public async Task<StepPlan> PlanAsync(RunContext context, CancellationToken cancellationToken) => await PrepareAsync(context, cancellationToken);

    public async Task<IReadOnlyList<TableResult>> ExecuteAsync(RunContext context, StepPlan plan, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        var work = (Work)plan;
        await using var scratch = new WorkScope(context.Workspace.Engine.Sql);
        var horizon = await Horizon.CutAsync(context, work.State, scratch, cancellationToken);
        var write = new Write(context, new DerivedWriter(context, new DerivedState(Hash, horizon.At, horizon.Stamp, Consumed(work))), scratch, work.Reason, started);
        if (work.Mode == StepMode.Incremental && await AppendAsync(write, work, horizon, cancellationToken) is { } appended)
            return appended;
        return await ComputeAsync(write, work, horizon, cancellationToken);
    }

    /// <summary>Appends new events to the timelines of their keys; null where they do more than that.</summary>
    private async Task<IReadOnlyList<TableResult>?> AppendAsync(Write write, Work work, Horizon horizon, CancellationToken cancellationToken)
    {
        var append = new TimelineAppend(write.Context, contract, write.Scratch);
        if (await append.SelectAsync(work.Bronze!, work.State, horizon, cancellationToken) is not { } fresh)
            return null;
        var decoding = new SilverDecoding(write.Scratch, contract);
        var decoded = await decoding.DecodeAsync(fresh.Events, narrowed: false, withSchema: true, withToast: false, cancellationToken);
        if (await append.PrepareAsync(await decoding.AcceptAsync(decoded, cancellationToken), cancellationToken) is not { } changes)
            return null;
        return await FinishAsync(write, changes, StepMode.Incremental, " in order", decoded, null, fresh.Keyless.Notes(contract), cancellationToken);
    }

    /// <summary>Makes the rows of all keys, or of those that something new touches, from all their events.</summary>
    private async Task<IReadOnlyList<TableResult>> ComputeAsync(Write write, Work work, Horizon horizon, CancellationToken cancellationToken)
    {
        var (context, scratch) = (write.Context, write.Scratch);
        var events = await SilverEvents.BindAsync(context, work.Bronze!, work.Parent, horizon, scratch, cancellationToken);
        var suspects = await events.SuspectsAsync(context, scratch, cancellationToken);
        var scope = work.Mode == StepMode.Incremental && suspects is null ? await new KeyScope(context, contract, events, scratch).CollectAsync(cancellationToken) : null;
        var decoding = new SilverDecoding(scratch, contract);
        var decoded = await decoding.DecodeAsync(
            events.Select(scope), scope is not null, events.Summary.WithSchema, await events.MayHavePlaceholdersAsync(scratch.Sql, cancellationToken), cancellationToken);
        if (suspects is not null)
            decoded = await decoding.HoldBackAsync(decoded, suspects.Name, SuspicionSql.ErrorType, SuspicionSql.Message, cancellationToken);
        var accepted = await decoding.AcceptAsync(decoded, cancellationToken);
        var deletes = await VirtualDeletes.FindAsync(events, decoded, accepted, scratch, cancellationToken);
        var timeline = await scratch.ViewAsync("timeline", $"select * from {accepted}{string.Concat(deletes.Selects.Select(select => $" union all by name ({select})"))}", cancellationToken);
        var keys = scope is null ? null : await TypedKeysAsync(decoded, scope, scratch, cancellationToken);
        var notes = deletes.Notes().Concat(await events.NotesAsync(context, decoded, cancellationToken));
        return await FinishAsync(write, Targets(timeline, keys), scope is null ? StepMode.Full : StepMode.Incremental, "", decoded, scope is null ? events.All.View : null, notes, cancellationToken);
    }

    private async Task<IReadOnlyList<TableResult>> FinishAsync(
        Write write, IEnumerable<TableRows> tables, StepMode mode, string how, DecodedEvents decoded, WorkTable? all, IEnumerable<string> notes, CancellationToken cancellationToken)
    {
        var results = new List<TableResult>();
        foreach (var rows in tables)
            results.Add(await write.Writer.WriteAsync(rows, mode, write.Reason + how, write.Started, cancellationToken));
        var rejected = await new SilverDeadLetters(write.Context, contract).WriteAsync(write.Writer, decoded, all, write.Scratch, cancellationToken);
        await write.Writer.CommitAsync($"{Outputs[0]}: {results[0].Mode} ({write.Reason})", cancellationToken);
        results[0] = results[0] with { Notes = [.. Notes(decoded, rejected), .. notes] };
        return results;
    }

    /// <summary>The keys of the scope as the table has them, for the merge: also those of which no event counts any more, since all of them wait now or were withdrawn.</summary>
    private async Task<string> TypedKeysAsync(DecodedEvents decoded, WorkTable scope, WorkScope scratch, CancellationToken cancellationToken)
    {
        var columns = new SilverColumns(contract);
        var key = string.Join(", ", columns.Key.Select(column => column.Value));
        var known = string.Join(" and ", columns.Key.Select(column => $"{column.Value} is not null"));
        var typed = await scratch.KeepAsync(
            "typed_keys",
            $"select distinct {key} from (select {key} from {decoded.Rows} where _op not in ('d', 't') union all select {key} from ({columns.TypedKeys(scope.Name)}) where {known})",
            cancellationToken);
        return columns.NamedKeys(typed.Name);
    }

    private IEnumerable<TableRows> Targets(WorkTable timeline, string? keys)
    {
        yield return new TableRows(TableIdentifier.Parse(Outputs[0]), SilverTables.Current(contract), PartitionSpec.Unpartitioned, $"({HistorySql.Current(contract, timeline.Name)})", keys, contract.Key) { Order = Order(keys) };
        if (contract.History is null)
            yield break;
        var history = SilverTables.History(contract);
        yield return new TableRows(TableIdentifier.Parse(Outputs[1]), history, SilverTables.HistorySpec(history), $"({HistorySql.History(contract, timeline.Name)})", keys, contract.Key) { Order = Order(keys) };
    }

    /// <summary>A table that is written whole is written by its key, so that a later run passes over the blocks of files that hold none of its keys.</summary>
    private IReadOnlyList<string> Order(string? keys) => keys is null ? contract.Key : [];

    private async Task<Work> PrepareAsync(RunContext context, CancellationToken cancellationToken)
    {
        var reader = context.Workspace.Engine.Reader;
        var (state, reason) = DerivedState.Read(await context.LoadAsync(Outputs[0], cancellationToken));
        if (state is not null && Outputs.Count > 1)
        {
            var (history, fault) = DerivedState.Read(await context.LoadAsync(Outputs[1], cancellationToken));
            if (history?.IsSameAs(state) != true)
                (state, reason) = (null, $"{Outputs[1]} does not stand where {Outputs[0]} does{(fault is null ? "" : $": {fault}")}");
        }

        var bronze = await SilverInput.ReadAsync(contract, await context.LoadAsync(Inputs[0], cancellationToken), state?.Inputs.GetValueOrDefault(Inputs[0]), cancellationToken, reader);
        var parentInput = parent is null
            ? null
            : await SilverInput.ReadAsync(parent, await context.LoadAsync(Inputs[1], cancellationToken), state?.Inputs.TryGetValue(Inputs[1], out var seen) == true ? seen : null, cancellationToken, reader);
        var (mode, why) = await PlanAsync(context, state, reason, bronze, parentInput, cancellationToken);
        return new Work(mode, why, state, bronze, parentInput);
    }

    private async Task<(StepMode Mode, string Reason)> PlanAsync(RunContext context, DerivedState? state, string? reason, SilverInput? bronze, SilverInput? parentInput, CancellationToken cancellationToken)
    {
        if (bronze is null)
            return (StepMode.Skip, $"nothing was landed in {Inputs[0]}");
        if (state is null)
            return (StepMode.Full, reason!);
        if (context.Request.Full)
            return (StepMode.Full, "asked for");
        if (state.Definition != Hash)
            return (StepMode.Full, "the contract or its parent's, the epochs or the rules have changed");
        if ((bronze.Overwritten ?? parentInput?.Overwritten) is { } overwritten)
            return (StepMode.Full, overwritten);
        if (parentInput is not null && !state.Inputs.ContainsKey(Inputs[1]))
            return (StepMode.Full, $"{Inputs[1]} is new");
        if (context.Request.From is { } from)
            return (StepMode.Incremental, $"events from {from:yyyy-MM-dd} on are restated");
        if (bronze.NewFiles.Count + (parentInput?.NewFiles.Count ?? 0) > 0)
            return (StepMode.Incremental, $"{bronze.NewFiles.Sum(file => file.DataFile.RecordCount)} new events");
        if (state.Waiting is null)
            return (StepMode.Skip, "nothing new");
        if (context.Request.To is null || context.Request.To > state.Horizon)
            return (StepMode.Incremental, "events that waited behind the horizon");
        return state.Waiting == await context.Landed.StampAsync(cancellationToken)
            ? (StepMode.Skip, "nothing new")
            : (StepMode.Incremental, "events of other tables came, whose transactions may reach beyond the horizon");
    }

    private Dictionary<string, long> Consumed(Work work)
    {
        var consumed = new Dictionary<string, long> { [Inputs[0]] = work.Bronze!.SnapshotId };
        if (work.Parent is not null)
            consumed[Inputs[1]] = work.Parent.SnapshotId;
        return consumed;
    }

    private static List<string> Notes(DecodedEvents decoded, long rejected)
    {
        var notes = new List<string>();
        if (rejected > 0)
            notes.Add($"{rejected} values do not fit the contract; see `lakehouse dead-letters`");
        if (decoded.Unresolved > 0)
            notes.Add($"{decoded.Unresolved} events lack an unchanged large value that no earlier event carries");
        if (decoded.Summary.ZeroDates > 0)
            notes.Add($"{decoded.Summary.ZeroDates} events hold 1970-01-01T00:00:00 in a required column, which may be a zero date");
        return notes;
    }

    /// <summary>What all that writes in one execution shares.</summary>
    private sealed record Write(RunContext Context, DerivedWriter Writer, WorkScope Scratch, string Reason, Stopwatch Started);

    /// <param name="Bronze">Null where nothing was landed, so that there is nothing to do.</param>
    private sealed record Work(StepMode Mode, string Reason, DerivedState? State, SilverInput? Bronze, SilverInput? Parent) : StepPlan(Mode, Reason);
}
