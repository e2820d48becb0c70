using System.Diagnostics;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Runs;

namespace Paklog.Lakehouse.Silver;

/// <summary>Current rows, history and rejected values of one contract, from Bronze (semantics.md, sections 3 to 5).</summary>
internal sealed class SilverStep(LakehouseDefinition definition, Contract contract) : IRunStep
{
    private readonly Contract? parent = contract.Parent is { } rule ? definition.Contracts.First(other => other.Table == rule.Table) : null;

    public IReadOnlyList<string> Outputs { get; } = [.. LakehouseDefinition.Tables(contract).Where(table => table.StartsWith("silver.", StringComparison.Ordinal))];

    public IReadOnlyList<string> Inputs => parent is null ? ["bronze." + contract.Table] : ["bronze." + contract.Table, "bronze." + parent.Table];

    private string Hash => SilverTables.Hash(contract, parent, definition.Epochs);

    public async Task<StepPlan> PlanAsync(RunContext context, CancellationToken cancellationToken) => (await PrepareAsync(context, cancellationToken)).Plan;

    public async Task<IReadOnlyList<TableResult>> ExecuteAsync(RunContext context, StepPlan plan, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        var work = await PrepareAsync(context, cancellationToken);
        if (work.Plan.Mode == StepMode.Skip || work.Bronze is null)
            return [];
        var sql = context.Workspace.Engine.Sql;
        var events = new SilverEvents(context, contract, work.Bronze, work.Parent, work.State);
        var (horizon, waiting) = await events.CutAsync(cancellationToken);
        var decoding = new SilverDecoding(sql, contract);
        var writer = new DerivedWriter(context, new DerivedState(Hash, horizon, waiting, Consumed(work)));
        var results = new List<TableResult>();
        if (work.Plan.Mode == StepMode.Incremental && await events.SelectExtensionAsync(cancellationToken) is { } extension)
        {
            await decoding.DecodeAsync(extension, narrowed: false, withSchema: true, withToast: false, cancellationToken);
            await decoding.TimelineAsync([], cancellationToken);
            if (await new Extension(context, contract).PrepareAsync(cancellationToken) is { } changes)
            {
                foreach (var change in changes)
                    results.Add(await writer.WriteAsync(change, StepMode.Incremental, $"{work.Plan.Reason} in order", started, cancellationToken));
                return await FinishAsync(context, writer, results, decoding, events.NotesOnKeys(), scoped: true, work.Plan.Reason, cancellationToken);
            }
        }

        await events.BindAsync(cancellationToken);
        var suspicious = await events.SuspectAsync(cancellationToken);
        var scoped = work.Plan.Mode == StepMode.Incremental && !suspicious && await events.ScopeAsync(cancellationToken);
        await decoding.DecodeAsync(await events.SelectAsync(scoped, cancellationToken), scoped, events.Summary.WithSchema, events.MayHavePlaceholders(), cancellationToken);
        if (suspicious)
            await decoding.HoldBackAsync("suspects", SuspicionSql.ErrorType, SuspicionSql.Message, cancellationToken);
        await decoding.TimelineAsync(await events.VirtualDeletesAsync(decoding.Decoded, cancellationToken), cancellationToken);
        var keys = scoped ? await events.TypedKeysAsync(cancellationToken) : null;
        var mode = scoped ? StepMode.Incremental : StepMode.Full;
        foreach (var rows in Targets(keys))
            results.Add(await writer.WriteAsync(rows, mode, work.Plan.Reason, started, cancellationToken));
        return await FinishAsync(context, writer, results, decoding, events.Notes(decoding.Decoded), scoped, work.Plan.Reason, cancellationToken);
    }

    private async Task<IReadOnlyList<TableResult>> FinishAsync(
        RunContext context, DerivedWriter writer, List<TableResult> results, SilverDecoding decoding, IEnumerable<string> notes, bool scoped, string reason, CancellationToken cancellationToken)
    {
        var rejected = await new SilverDeadLetters(context, contract).WriteAsync(writer, decoding.HasRejections, scoped, cancellationToken);
        await writer.CommitAsync($"{Outputs[0]}: {results[0].Mode} ({reason})", cancellationToken);
        results[0] = results[0] with { Notes = [.. Notes(decoding, rejected), .. notes] };
        return results;
    }

    private IEnumerable<TableRows> Targets(string? keys)
    {
        yield return new TableRows(TableIdentifier.Parse(Outputs[0]), SilverTables.Current(contract), PartitionSpec.Unpartitioned, $"({HistorySql.Current(contract, "timeline")})", keys, contract.Key) { Order = Order(keys) };
        if (contract.History is null)
            yield break;
        var history = SilverTables.History(contract);
        yield return new TableRows(TableIdentifier.Parse(Outputs[1]), history, SilverTables.HistorySpec(history), $"({HistorySql.History(contract, "timeline")})", keys, contract.Key) { Order = Order(keys) };
    }

    /// <summary>A table that is written whole is written by its key, so that a later run passes over the blocks of files that hold none of its keys.</summary>
    private IReadOnlyList<string> Order(string? keys) => keys is null ? contract.Key : [];

    private async Task<Work> PrepareAsync(RunContext context, CancellationToken cancellationToken)
    {
        var reader = context.Workspace.Engine.Reader;
        var (state, reason) = DerivedState.Read(await context.LoadAsync(Outputs[0], cancellationToken));
        if (state is not null && Outputs.Count > 1)
        {
            var (history, why) = DerivedState.Read(await context.LoadAsync(Outputs[1], cancellationToken));
            if (history?.IsSameAs(state) != true)
                (state, reason) = (null, $"{Outputs[1]} does not stand where {Outputs[0]} does{(why is null ? "" : $": {why}")}");
        }

        var bronze = await SilverInput.ReadAsync(contract, await context.LoadAsync(Inputs[0], cancellationToken), state?.Inputs.GetValueOrDefault(Inputs[0]), cancellationToken, reader);
        var parentInput = parent is null
            ? null
            : await SilverInput.ReadAsync(parent, await context.LoadAsync(Inputs[1], cancellationToken), state?.Inputs.TryGetValue(Inputs[1], out var seen) == true ? seen : null, cancellationToken, reader);
        return new Work(await PlanAsync(context, state, reason, bronze, parentInput, cancellationToken), state, bronze, parentInput);
    }

    private async Task<StepPlan> PlanAsync(RunContext context, DerivedState? state, string? reason, SilverInput? bronze, SilverInput? parentInput, CancellationToken cancellationToken)
    {
        if (bronze is null)
            return new StepPlan(StepMode.Skip, $"nothing was landed in {Inputs[0]}");
        if (state is null)
            return new StepPlan(StepMode.Full, reason!);
        if (context.Request.Full)
            return new StepPlan(StepMode.Full, "asked for");
        if (state.Definition != Hash)
            return new StepPlan(StepMode.Full, "the contract or its parent's, the epochs or the rules have changed");
        if ((bronze.Overwritten ?? parentInput?.Overwritten) is { } overwritten)
            return new StepPlan(StepMode.Full, overwritten);
        if (parentInput is not null && !state.Inputs.ContainsKey(Inputs[1]))
            return new StepPlan(StepMode.Full, $"{Inputs[1]} is new");
        if (context.Request.From is { } from)
            return new StepPlan(StepMode.Incremental, $"events from {from:yyyy-MM-dd} on are restated");
        if (bronze.NewFiles.Count + (parentInput?.NewFiles.Count ?? 0) > 0)
            return new StepPlan(StepMode.Incremental, $"{bronze.NewFiles.Sum(file => file.DataFile.RecordCount)} new events");
        if (state.Waiting is null)
            return new StepPlan(StepMode.Skip, "nothing new");
        if (context.Request.To is null || context.Request.To > state.Horizon)
            return new StepPlan(StepMode.Incremental, "events that waited behind the horizon");
        return state.Waiting == await context.Landed.StampAsync(cancellationToken)
            ? new StepPlan(StepMode.Skip, "nothing new")
            : new StepPlan(StepMode.Incremental, "events of other tables came, whose transactions may reach beyond the horizon");
    }

    private Dictionary<string, long> Consumed(Work work)
    {
        var consumed = new Dictionary<string, long> { [Inputs[0]] = work.Bronze!.SnapshotId };
        if (work.Parent is not null)
            consumed[Inputs[1]] = work.Parent.SnapshotId;
        return consumed;
    }

    private static List<string> Notes(SilverDecoding decoding, long rejected)
    {
        var notes = new List<string>();
        if (rejected > 0)
            notes.Add($"{rejected} values do not fit the contract; see `lakehouse dead-letters`");
        if (decoding.Unresolved > 0)
            notes.Add($"{decoding.Unresolved} events lack an unchanged large value that no earlier event carries");
        if (decoding.Decoded.ZeroDates > 0)
            notes.Add($"{decoding.Decoded.ZeroDates} events hold 1970-01-01T00:00:00 in a required column, which may be a zero date");
        return notes;
    }

    private sealed record Work(StepPlan Plan, DerivedState? State, SilverInput? Bronze, SilverInput? Parent);
}
