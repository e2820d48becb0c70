using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Models;

/// <summary>
/// Keeps the rows of a model that declares itself additive by the difference: what the changed rows of its only input gave is taken off, what they give now is added (semantics.md, section 6).
/// An input row whose look-ups may find another version than before counts as changed.
/// </summary>
internal sealed class AdditiveRows(RunContext context, ModelDefinition definition, ModelInputs inputs, IReadOnlyDictionary<string, Table> tables, DerivedState state, WorkScope work)
{
    private readonly ISqlSession sql = work.Sql;
    private readonly Model model = definition.Model;

    private string Grain => string.Join(", ", model.Grain.Select(DuckDbIdentifier.Quote));

    /// <summary>
    /// The rows that may differ as they are now, and their keys, with the columns of the model's grain. Null when the difference cannot be told: an input's older snapshot is gone, a sum is no exact number, or a count fell below 0.
    /// </summary>
    public async Task<(WorkTable Rows, WorkTable Keys)?> ComputeAsync(Table target, CancellationToken cancellationToken)
    {
        var input = model.Inputs[0];
        if (await ChangeAsync(input, cancellationToken) is not { } change)
            return null;
        var now = new Dictionary<string, string>();
        var then = new Dictionary<string, string>();
        var moved = new List<string>();
        foreach (var dimension in definition.LookUps.Select(lookUp => lookUp.Dimension).Distinct())
        {
            var name = dimension.ToString();
            now.Add(name, await inputs.NowAsync(dimension, cancellationToken));
            then.Add(name, IsChanged(dimension) ? await inputs.ThenAsync(dimension, state.Inputs[name], cancellationToken) : now[name]);
            if (!IsChanged(dimension))
                continue;
            if (await ChangeAsync(dimension, cancellationToken) is not { } members)
                return null;
            foreach (var lookUp in definition.LookUps.Where(lookUp => lookUp.Dimension == dimension))
                moved.Add(await IsMemberAsync(lookUp, members, cancellationToken));
        }

        if (moved.Count > 0)
            change = await AddMovedAsync(change, await inputs.NowAsync(input, cancellationToken), moved, cancellationToken);
        var gone = await SumAsync("additive_gone", input, change.Gone, then, cancellationToken);
        var came = await SumAsync("additive_came", input, change.Came, now, cancellationToken);
        if (!await AreExactAsync(came, cancellationToken))
            return null;
        var keys = await work.KeepAsync("additive_keys", $"select distinct {Grain} from (select {Grain} from {gone} union all select {Grain} from {came})", cancellationToken);
        var rows = await work.KeepAsync("model_rows", $"select * from {came} limit 0", cancellationToken);
        await sql.AppendAsync(rows, await JoinAsync(target, keys, gone, came, cancellationToken), cancellationToken);
        var count = DuckDbIdentifier.Quote(model.Additive[0]);
        if (await sql.AnyAsync($"{rows} where {count} < 0", cancellationToken))
            return null;
        return (await work.ReplaceAsync(rows, $"select * from {rows} where {count} <> 0", cancellationToken), keys);
    }

    private bool IsChanged(TableIdentifier table) => DerivedState.HasChanged(tables[table.ToString()], state.Inputs[table.ToString()]);

    private async Task<TableChange?> ChangeAsync(TableIdentifier table, CancellationToken cancellationToken)
    {
        var now = tables[table.ToString()];
        if (IsChanged(table))
            return await InputChanges.ReadAsync(context, now, state.Inputs[table.ToString()], cancellationToken);
        var nothing = (await context.Workspace.Engine.Reader.ReadAsync(ColumnProjection.Of(now), [], withPosition: false, cancellationToken)).Sql;
        return new TableChange(nothing, nothing);
    }

    /// <summary>The condition that an input row <c>i</c> looks up a member whose versions changed.</summary>
    private async Task<string> IsMemberAsync(LookUp lookUp, TableChange members, CancellationToken cancellationToken)
    {
        var keys = string.Join(", ", lookUp.DimensionKey.Select(DuckDbIdentifier.Quote));
        var changed = await work.KeepAsync("additive_members", $"select distinct {keys} from {members.Both}", cancellationToken);
        var equal = lookUp.InputKey.Zip(lookUp.DimensionKey, (left, right) => $"m.{DuckDbIdentifier.Quote(right)} = i.{DuckDbIdentifier.Quote(left)}");
        return $"exists (select 1 from {changed} m where {string.Join(" and ", equal)})";
    }

    /// <summary>Input rows that did not change, but whose members did, go with the versions of then and come with those of now.</summary>
    private async Task<TableChange> AddMovedAsync(TableChange change, string now, IReadOnlyList<string> conditions, CancellationToken cancellationToken)
    {
        var moved = string.Join(" or ", conditions);
        var columns = string.Join(", ", ColumnsRead(model.Inputs[0]).Select(DuckDbIdentifier.Quote));
        var rows = await work.KeepAsync("additive_moved", $"select {columns} from {now} i where {moved} except all select {columns} from {change.Came} i where {moved}", cancellationToken);
        return new TableChange(With(change.Gone), With(change.Came));
        string With(string others) => $"(select {columns} from {others} union all select {columns} from {rows})";
    }

    /// <summary>The columns of an input that the model or a look-up of it reads: there may be many rows, of which the others are not wanted.</summary>
    private IEnumerable<string> ColumnsRead(TableIdentifier input)
    {
        var looked = definition.LookUps.Where(lookUp => lookUp.Input == input).SelectMany(lookUp => lookUp.InputKey.Append(lookUp.At)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return ColumnSql.InSql(tables[input.ToString()].Metadata.CurrentSchema).Fields.Select(field => field.Name).Where(name => looked.Contains(name) || model.MayRead(name));
    }

    private async Task<WorkTable> SumAsync(string name, TableIdentifier input, string relation, IReadOnlyDictionary<string, string> dimensions, CancellationToken cancellationToken)
    {
        await inputs.BindAsync(input, relation, dimensions, cancellationToken);
        return await inputs.ComputeAsync(work, name, "", cancellationToken);
    }

    /// <summary>Binary fractions do not come out of a sum as they went in.</summary>
    private async Task<bool> AreExactAsync(WorkTable sums, CancellationToken cancellationToken) =>
        (await sql.DescribeAsync($"select {string.Join(", ", model.Additive.Select(DuckDbIdentifier.Quote))} from {sums}", cancellationToken)).Fields.All(sum => sum.Type.TypeId is TypeId.Int or TypeId.Long or TypeId.Decimal);

    private async Task<string> JoinAsync(Table target, WorkTable keys, WorkTable gone, WorkTable came, CancellationToken cancellationToken)
    {
        var reader = context.Workspace.Engine.Reader;
        var filter = await KeyRange.OfAsync(sql, target.Metadata.CurrentSchema, keys.Name, model.Grain, cancellationToken);
        var standing = await reader.ReadAsync(target.NewScan(reader.Manifests, filter: filter), false, cancellationToken);
        var columns = model.Columns.Select(DuckDbIdentifier.Quote).Zip(model.Columns, (quoted, name) => model.Additive.Contains(name)
            ? $"coalesce(s.{quoted}, 0) - coalesce(g.{quoted}, 0) + coalesce(c.{quoted}, 0) as {quoted}"
            : $"k.{quoted}");
        return $"""
            select {string.Join(", ", columns)} from {keys} k
            left join {standing.Sql} s on {Equal("s")} left join {gone} g on {Equal("g")} left join {came} c on {Equal("c")}
            """;
    }

    private string Equal(string relation) => string.Join(" and ", model.Grain.Select(DuckDbIdentifier.Quote).Select(column => $"{relation}.{column} is not distinct from k.{column}"));
}
