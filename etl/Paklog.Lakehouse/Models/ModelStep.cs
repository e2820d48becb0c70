using System.Diagnostics;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Runs;

namespace Paklog.Lakehouse.Models;

/// <summary>Computes a model: whole, or for the values that changed input rows touch (semantics.md, section 6).</summary>
internal sealed class ModelStep(ModelDefinition definition) : IRunStep
{
    private const string Touched = "touched";

    private readonly Model model = definition.Model;

    public IReadOnlyList<string> Outputs { get; } = [definition.Table.ToString()];

    public IReadOnlyList<string> Inputs { get; } = [.. definition.Inputs.Select(input => input.ToString())];

    public async Task<StepPlan> PlanAsync(RunContext context, CancellationToken cancellationToken) => (await PrepareAsync(context, cancellationToken)).Plan;

    public async Task<IReadOnlyList<TableResult>> ExecuteAsync(RunContext context, StepPlan plan, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        var work = await PrepareAsync(context, cancellationToken);
        if (work.Plan.Mode == StepMode.Skip)
            return [];
        var connection = context.Workspace.Connection;
        var incremental = work.Plan.Mode == StepMode.Incremental && await TouchAsync(context, work, cancellationToken);
        await BindAsync(context, work, incremental, cancellationToken);
        var columns = string.Join(", ", model.Incremental.Select(rule => DuckDbIdentifier.Quote(rule.Column)));
        var given = incremental ? $" m where exists (select 1 from {Touched} t where {Equal("m", rule => rule.Column)})" : "";
        await InTimeZoneAsync(context, $"create or replace temp table model_rows as select * from ({model.Sql}){given}", cancellationToken);
        CheckGrain(connection);
        var state = new DerivedState(Hash(context), null, work.Inputs.ToDictionary(input => input.Key, input => input.Value.Metadata.CurrentSnapshotId!.Value));
        var schema = await SchemaAsync(connection, cancellationToken);
        var writer = new DerivedWriter(context, state);
        var result = await writer.WriteAsync(
            definition.Table,
            schema,
            Spec(schema),
            "model_rows",
            incremental ? $"(select distinct {columns} from {Touched})" : null,
            incremental ? [.. model.Incremental.Select(rule => rule.Column)] : model.Key,
            incremental ? StepMode.Incremental : StepMode.Full,
            work.Plan.Reason,
            started,
            cancellationToken);
        await writer.CommitAsync($"{definition.Table}: {result.Mode} ({work.Plan.Reason})", cancellationToken);
        return [result];
    }

    /// <summary>Business dates are cut in the lakehouse's time zone, so another zone is another definition.</summary>
    private string Hash(RunContext context) => $"{definition.Hash}@{context.Definition.TimeZone}";

    /// <summary>Runs the model in the lakehouse's time zone. Everything else of a run works in UTC.</summary>
    private static async Task InTimeZoneAsync(RunContext context, string sql, CancellationToken cancellationToken)
    {
        var connection = context.Workspace.Connection;
        await connection.ExecuteAsync($"set TimeZone = {DuckDbLiteral.Quote(context.Definition.TimeZone)}", cancellationToken);
        try
        {
            await connection.ExecuteAsync(sql, cancellationToken);
        }
        finally
        {
            await connection.ExecuteAsync("set TimeZone = 'UTC'", CancellationToken.None);
        }
    }

    private void CheckGrain(DuckDbConnection connection)
    {
        var grain = string.Join(", ", model.Grain.Select(DuckDbIdentifier.Quote));
        if (connection.QueryScalar($"select {string.Join(" || ', ' || ", model.Grain.Select(column => $"coalesce(cast({DuckDbIdentifier.Quote(column)} as varchar), 'null')"))} from model_rows group by {grain} having count(*) > 1 limit 1") is string twice)
            throw new LakehouseException($"The model {definition.Table} ({model.File}) gives more than one row for ({string.Join(", ", model.Grain)}) = ({twice}), which its header calls its grain; nothing was published.");
    }

    private async Task<Work> PrepareAsync(RunContext context, CancellationToken cancellationToken)
    {
        var (state, reason) = DerivedState.Read(await context.LoadAsync(Outputs[0], cancellationToken));
        var inputs = new Dictionary<string, Table>();
        foreach (var name in Inputs)
        {
            if (await context.LoadAsync(name, cancellationToken) is not { } table || table.Metadata.CurrentSnapshotId is null)
                return new Work(new StepPlan(StepMode.Skip, $"{name} does not exist yet"), state, inputs);
            inputs.Add(name, table);
        }

        return new Work(Plan(context, state, reason, inputs), state, inputs);
    }

    private StepPlan Plan(RunContext context, DerivedState? state, string? reason, Dictionary<string, Table> inputs)
    {
        if (state is null)
            return new StepPlan(StepMode.Full, reason!);
        if (context.Request.Full)
            return new StepPlan(StepMode.Full, "asked for");
        if (state.Definition != Hash(context))
            return new StepPlan(StepMode.Full, "the model, its look-ups or the time zone have changed");
        var changed = inputs.Where(input => !state.Inputs.TryGetValue(input.Key, out var seen) || seen != input.Value.Metadata.CurrentSnapshotId).Select(input => input.Key).ToList();
        if (changed.Count == 0)
            return new StepPlan(StepMode.Skip, "nothing new");
        var whole = changed.Where(name => model.Incremental.Count == 0 || model.WholeTableInputs.Any(input => input.ToString() == name && model.Inputs.Contains(input)) || !state.Inputs.ContainsKey(name)).ToList();
        whole.AddRange(definition.LookUps.Where(lookUp => changed.Contains(lookUp.Dimension.ToString()) && model.WholeTableInputs.Contains(lookUp.Input)).Select(lookUp => lookUp.Dimension.ToString()).Except(whole));
        return whole.Count > 0
            ? new StepPlan(StepMode.Full, $"{string.Join(", ", whole)} changed")
            : new StepPlan(StepMode.Incremental, $"rows of {string.Join(", ", changed)} changed");
    }

    /// <summary>Collects the values of the rules' columns that changed rows carry. False when the changes cannot be told any more.</summary>
    private async Task<bool> TouchAsync(RunContext context, Work work, CancellationToken cancellationToken)
    {
        var connection = context.Workspace.Connection;
        var selects = new List<string>();
        foreach (var (name, table) in work.Inputs)
        {
            var seen = work.State!.Inputs[name];
            if (seen == table.Metadata.CurrentSnapshotId)
                continue;
            if (await InputChanges.RelationAsync(context.Workspace.Engine.Reader, table, seen, cancellationToken) is not { } changes)
                return false;
            if (model.Inputs.Contains(table.Identifier))
                selects.Add($"select {Sources(table.Identifier)} from {changes}");
            foreach (var lookUp in definition.LookUps.Where(lookUp => lookUp.Dimension == table.Identifier))
            {
                var input = await context.Workspace.Engine.Reader.ReadAsync(work.Inputs[lookUp.Input.ToString()], cancellationToken);
                var members = lookUp.InputKey.Zip(lookUp.DimensionKey, (left, right) => $"c.{DuckDbIdentifier.Quote(right)} = i.{DuckDbIdentifier.Quote(left)}");
                selects.Add($"select {Sources(lookUp.Input)} from {input.Sql} i where exists (select 1 from {changes} c where {string.Join(" and ", members)})");
            }
        }

        await connection.ExecuteAsync($"create or replace temp table {Touched} as select distinct * from ({string.Join(" union all ", selects)})", cancellationToken);
        return true;
    }

    private async Task BindAsync(RunContext context, Work work, bool narrowed, CancellationToken cancellationToken)
    {
        var connection = context.Workspace.Connection;
        var relations = new Dictionary<string, string>();
        foreach (var (name, table) in work.Inputs)
            relations.Add(name, (await context.Workspace.Engine.Reader.ReadAsync(table, cancellationToken)).Sql);
        foreach (var input in model.Inputs)
        {
            var relation = relations[input.ToString()];
            if (narrowed && model.Incremental.Count > 0 && model.Incremental[0].Sources.Any(source => source.Input == input))
                relation = $"(select n.* from {relation} n where exists (select 1 from {Touched} t where {Equal("n", rule => Source(rule, input), rule => rule.Column)}))";
            var lookUps = definition.LookUps.Where(lookUp => lookUp.Input == input).ToList();
            if (lookUps.Count > 0)
                relation = LookUpSql.Widen(relation, lookUps, lookUp => relations[lookUp.Dimension.ToString()]);
            await connection.ExecuteAsync($"create schema if not exists {DuckDbIdentifier.Quote(input.Namespace)}", cancellationToken);
            await connection.ExecuteAsync($"create or replace view {DuckDbIdentifier.Quote(input.Namespace)}.{DuckDbIdentifier.Quote(input.Name)} as select * from {relation}", cancellationToken);
        }
    }

    private string Sources(TableIdentifier input) =>
        string.Join(", ", model.Incremental.Select(rule => $"{DuckDbIdentifier.Quote(Source(rule, input))} as {DuckDbIdentifier.Quote(rule.Column)}"));

    private static string Source(IncrementalRule rule, TableIdentifier input) => rule.Sources.First(source => source.Input == input).Column;

    private string Equal(string left, Func<IncrementalRule, string> column, Func<IncrementalRule, string>? touched = null) => string.Join(
        " and ", model.Incremental.Select(rule => $"t.{DuckDbIdentifier.Quote((touched ?? column)(rule))} is not distinct from {left}.{DuckDbIdentifier.Quote(column(rule))}"));

    private static async Task<Schema> SchemaAsync(DuckDbConnection connection, CancellationToken cancellationToken)
    {
        var builder = new SchemaBuilder();
        using var result = await connection.QueryAsync("select * from model_rows limit 0", cancellationToken);
        foreach (var column in result.Columns)
            builder.Optional(column.Name, DuckDbTypes.ToIceberg(column.Type));
        return builder.Build();
    }

    private PartitionSpec Spec(Schema schema)
    {
        var builder = new PartitionSpecBuilder(schema);
        foreach (var partition in model.Partition)
            builder.Add(partition.Column, Transform.Parse(partition.Transform), partition.Transform == "identity" ? partition.Column : $"{partition.Column}_{partition.Transform}");
        return builder.Build();
    }

    private sealed record Work(StepPlan Plan, DerivedState? State, IReadOnlyDictionary<string, Table> Inputs);
}
