using System.Diagnostics;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Models;

/// <summary>Computes a model: whole, or for the values that changed input rows touch (semantics.md, section 6).</summary>
internal sealed class ModelStep(ModelDefinition definition) : IRunStep
{
    private readonly Model model = definition.Model;

    public IReadOnlyList<string> Outputs { get; } = [definition.Table.ToString()];

    public IReadOnlyList<string> Inputs { get; } = [.. definition.Inputs.Select(input => input.ToString())];

    public async Task<StepPlan> PlanAsync(RunContext context, CancellationToken cancellationToken) => await PrepareAsync(context, cancellationToken);

    public async Task<IReadOnlyList<TableResult>> ExecuteAsync(RunContext context, StepPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            return await ExecuteAsync(context, (Work)plan, cancellationToken);
        }
        catch (StatementException error) when (ModelFault.Of(model, error) is { } fault)
        {
            // An engine may put a statement off until its rows are wanted.
            throw fault;
        }
    }

    private async Task<IReadOnlyList<TableResult>> ExecuteAsync(RunContext context, Work work, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        await using var scratch = new WorkScope(context.Workspace.Engine.Sql);
        var inputs = new ModelInputs(context, definition, work.Inputs);
        var computed = work.Mode == StepMode.Incremental ? await ChangeAsync(context, work, inputs, scratch, cancellationToken) : null;
        var mode = computed is null ? StepMode.Full : StepMode.Incremental;
        computed ??= new Computed(await ComputeAsync(work, inputs, null, scratch, cancellationToken), null, model.Key, null);
        await CheckGrainAsync(scratch.Sql, computed.Rows, cancellationToken);
        var state = new DerivedState(Hash(context), null, null, work.Inputs.ToDictionary(input => input.Key, input => input.Value.Metadata.CurrentSnapshotId!.Value));
        var schema = await scratch.Sql.DescribeAsync($"select * from {computed.Rows}", cancellationToken);
        var writer = new DerivedWriter(context, state);
        var change = new TableRows(definition.Table, schema, Spec(schema), computed.Rows.Name, computed.Keys, computed.Key);
        var reason = computed.How is null ? work.Reason : $"{work.Reason}; {computed.How}";
        var result = await writer.WriteAsync(change, mode, reason, started, cancellationToken);
        await writer.CommitAsync($"{definition.Table}: {result.Mode} ({work.Reason})", cancellationToken);
        return [result];
    }

    /// <summary>Business dates are cut in the lakehouse's time zone, so another zone is another definition.</summary>
    private string Hash(RunContext context) => $"{definition.Hash}@{context.Rules.TimeZone}";

    /// <summary>Computes the rows of the keys that changed input rows concern, by difference where the model allows it. Null when the changes cannot be told any more.</summary>
    private async Task<Computed?> ChangeAsync(RunContext context, Work work, ModelInputs inputs, WorkScope scratch, CancellationToken cancellationToken)
    {
        if (model.Additive.Count > 0 && await context.LoadAsync(Outputs[0], cancellationToken) is { } target
            && await new AdditiveRows(context, definition, inputs, work.Inputs, work.State!, scratch).ComputeAsync(target, cancellationToken) is { } sums)
            return new Computed(sums.Rows, sums.Keys.Name, model.Grain, "sums kept by difference");
        if (model.Incremental.Count == 0 || await TouchAsync(context, work, inputs, scratch, cancellationToken) is not { } touched)
            return null;
        var rows = await ComputeAsync(work, inputs, touched, scratch, cancellationToken);
        var columns = model.Incremental.Select(rule => rule.Column).ToList();
        var values = await scratch.Sql.CountAsync(touched.Name, cancellationToken);
        return new Computed(rows, $"(select distinct {string.Join(", ", columns.Select(DuckDbIdentifier.Quote))} from {touched})", columns, $"{values} values of {string.Join(", ", columns)} recomputed");
    }

    private async Task CheckGrainAsync(ISqlSession sql, WorkTable rows, CancellationToken cancellationToken)
    {
        var grain = string.Join(", ", model.Grain.Select(DuckDbIdentifier.Quote));
        var shown = string.Join(" || ', ' || ", model.Grain.Select(column => $"coalesce(cast({DuckDbIdentifier.Quote(column)} as varchar), 'null')"));
        if (await sql.FirstOrDefaultAsync($"select {shown} from {rows} group by {grain} having count(*) > 1", row => row.GetString(0), cancellationToken) is { } twice)
            throw new LakehouseException($"The model {definition.Table} ({model.File}) gives more than one row for ({string.Join(", ", model.Grain)}) = ({twice}), which its header calls its grain; the table stays as it was.");
    }

    private async Task<Work> PrepareAsync(RunContext context, CancellationToken cancellationToken)
    {
        var (state, reason) = DerivedState.Read(await context.LoadAsync(Outputs[0], cancellationToken));
        var inputs = new Dictionary<string, Table>();
        foreach (var name in Inputs)
        {
            if (await context.LoadAsync(name, cancellationToken) is not { } table || table.Metadata.CurrentSnapshotId is null)
                return new Work(StepMode.Skip, $"{name} does not exist yet", state, inputs);
            inputs.Add(name, table);
        }

        var (mode, why) = Plan(context, state, reason, inputs);
        return new Work(mode, why, state, inputs);
    }

    private (StepMode Mode, string Reason) Plan(RunContext context, DerivedState? state, string? reason, Dictionary<string, Table> inputs)
    {
        if (state is null)
            return (StepMode.Full, reason!);
        if (context.Request.Full)
            return (StepMode.Full, "asked for");
        if (state.Definition != Hash(context))
            return (StepMode.Full, "the model, its look-ups or the time zone have changed");
        var changed = inputs.Where(input => !state.Inputs.TryGetValue(input.Key, out var seen) || DerivedState.HasChanged(input.Value, seen)).Select(input => input.Key).ToList();
        if (changed.Count == 0)
            return (StepMode.Skip, "nothing new");
        if (model.Additive.Count > 0 && inputs.Keys.All(state.Inputs.ContainsKey))
            return (StepMode.Incremental, $"rows of {string.Join(", ", changed)} changed");
        var whole = changed.Where(name => model.Incremental.Count == 0 || model.WholeTableInputs.Any(input => input.ToString() == name && model.Inputs.Contains(input)) || !state.Inputs.ContainsKey(name)).ToList();
        whole.AddRange(definition.LookUps.Where(lookUp => changed.Contains(lookUp.Dimension.ToString()) && model.WholeTableInputs.Contains(lookUp.Input)).Select(lookUp => lookUp.Dimension.ToString()).Except(whole));
        return whole.Count > 0
            ? (StepMode.Full, $"{string.Join(", ", whole)} changed")
            : (StepMode.Incremental, $"rows of {string.Join(", ", changed)} changed");
    }

    /// <summary>The values of the rules' columns that changed rows carry. Null when the changes cannot be told any more.</summary>
    private async Task<WorkTable?> TouchAsync(RunContext context, Work work, ModelInputs inputs, WorkScope scratch, CancellationToken cancellationToken)
    {
        var selects = new List<string>();
        foreach (var (name, table) in work.Inputs)
        {
            var seen = work.State!.Inputs[name];
            if (!DerivedState.HasChanged(table, seen))
                continue;
            if (await InputChanges.ReadAsync(context, table, seen, cancellationToken) is not { } changes)
                return null;
            if (model.Inputs.Contains(table.Identifier))
                selects.Add($"select {Sources(table.Identifier)} from {changes.Both}");
            foreach (var lookUp in definition.LookUps.Where(lookUp => lookUp.Dimension == table.Identifier))
            {
                var input = await inputs.NowAsync(lookUp.Input, cancellationToken);
                var members = lookUp.InputKey.Zip(lookUp.DimensionKey, (left, right) => $"c.{DuckDbIdentifier.Quote(right)} = i.{DuckDbIdentifier.Quote(left)}");
                selects.Add($"select {Sources(lookUp.Input)} from {input} i where exists (select 1 from {changes.Both} c where {string.Join(" and ", members)})");
            }
        }

        return await scratch.KeepAsync("touched", $"select distinct * from ({string.Join(" union all ", selects)})", cancellationToken);
    }

    /// <param name="touched">Narrows to the rows with these values; null for all.</param>
    private async Task<WorkTable> ComputeAsync(Work work, ModelInputs inputs, WorkTable? touched, WorkScope scratch, CancellationToken cancellationToken)
    {
        var relations = new Dictionary<string, string>();
        foreach (var table in work.Inputs.Values)
            relations.Add(table.Identifier.ToString(), await inputs.NowAsync(table.Identifier, cancellationToken));
        foreach (var input in model.Inputs)
        {
            var relation = relations[input.ToString()];
            if (touched is not null && model.Incremental.Count > 0 && model.Incremental[0].Sources.Any(source => source.Input == input))
                relation = $"(select n.* from {relation} n where exists (select 1 from {touched} t where {Equal("n", rule => Source(rule, input), rule => rule.Column)}))";
            await inputs.BindAsync(input, relation, relations, cancellationToken);
        }

        var given = touched is not null ? $" m where exists (select 1 from {touched} t where {Equal("m", rule => rule.Column)})" : "";
        return await inputs.ComputeAsync(scratch, "model_rows", given, cancellationToken);
    }

    private string Sources(TableIdentifier input) =>
        string.Join(", ", model.Incremental.Select(rule => $"{DuckDbIdentifier.Quote(Source(rule, input))} as {DuckDbIdentifier.Quote(rule.Column)}"));

    private static string Source(IncrementalRule rule, TableIdentifier input) => rule.Sources.First(source => source.Input == input).Column;

    private string Equal(string left, Func<IncrementalRule, string> column, Func<IncrementalRule, string>? value = null) => string.Join(
        " and ", model.Incremental.Select(rule => $"t.{DuckDbIdentifier.Quote((value ?? column)(rule))} is not distinct from {left}.{DuckDbIdentifier.Quote(column(rule))}"));

    private PartitionSpec Spec(Schema schema)
    {
        var builder = new PartitionSpecBuilder(schema);
        foreach (var partition in model.Partition)
        {
            var column = schema.Fields.First(field => field.Name.Equals(partition.Column, StringComparison.OrdinalIgnoreCase)).Name;
            builder.Add(column, Transform.Parse(partition.Transform), partition.Transform == "identity" ? column : ColumnSql.Free(schema.Fields, $"{column}_{partition.Transform}"));
        }

        return builder.Build();
    }

    /// <param name="Keys">See <see cref="TableRows"/>.</param>
    /// <param name="How">What is to be said of the way; null for nothing.</param>
    private sealed record Computed(WorkTable Rows, string? Keys, IReadOnlyList<string> Key, string? How);

    private sealed record Work(StepMode Mode, string Reason, DerivedState? State, IReadOnlyDictionary<string, Table> Inputs) : StepPlan(Mode, Reason);
}
