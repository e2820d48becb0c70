using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Runs;

namespace Paklog.Lakehouse.Models;

/// <summary>
/// Keeps the rows of a model that declares itself additive by the difference: what the changed rows of its only input gave is taken off, what they give now is added (semantics.md, section 6).
/// An input row whose look-ups may find another version than before counts as changed.
/// </summary>
internal sealed class AdditiveRows(RunContext context, ModelDefinition definition, ModelInputs inputs, IReadOnlyDictionary<string, Table> tables, DerivedState state)
{
    /// <summary>The keys of the rows that may differ, with the columns of the model's grain.</summary>
    public const string Keys = "additive_keys";

    private readonly ISqlSession sql = context.Workspace.Engine.Sql;
    private readonly Model model = definition.Model;

    private string Grain => string.Join(", ", model.Grain.Select(DuckDbIdentifier.Quote));

    /// <summary>
    /// Fills a table with the rows that the keys in <see cref="Keys"/> have now. False when the difference cannot be told: an input's older snapshot is gone, a sum is no exact number, or a count fell below 0.
    /// </summary>
    public async Task<bool> ComputeAsync(Table target, string rows, CancellationToken cancellationToken)
    {
        var input = model.Inputs[0];
        if (await ChangeAsync(input, cancellationToken) is not { } change)
            return false;
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
                return false;
            foreach (var lookUp in definition.LookUps.Where(lookUp => lookUp.Dimension == dimension))
                moved.Add(await IsMemberAsync(lookUp, members, $"additive_members_{moved.Count}", cancellationToken));
        }

        if (moved.Count > 0)
            change = await AddMovedAsync(change, await inputs.NowAsync(input, cancellationToken), moved, cancellationToken);
        await SumAsync("additive_gone", input, change.Gone, then, cancellationToken);
        await SumAsync("additive_came", input, change.Came, now, cancellationToken);
        if (!AreExact())
            return false;
        await sql.ExecuteAsync($"create or replace temp table {Keys} as select distinct {Grain} from (select {Grain} from additive_gone union all select {Grain} from additive_came)", cancellationToken);
        await sql.ExecuteAsync($"create or replace temp table {rows} as select * from additive_came limit 0", cancellationToken);
        await sql.ExecuteAsync($"insert into {rows} by name {await JoinAsync(target, cancellationToken)}", cancellationToken);
        var count = DuckDbIdentifier.Quote(model.Additive[0]);
        if (sql.QueryScalar($"select 1 from {rows} where {count} < 0 limit 1") is not null)
            return false;
        await sql.ExecuteAsync($"create or replace temp table {rows} as select * from {rows} where {count} <> 0", cancellationToken);
        return true;
    }

    private bool IsChanged(TableIdentifier table) => DerivedState.HasChanged(tables[table.ToString()], state.Inputs[table.ToString()]);

    private async Task<TableChange?> ChangeAsync(TableIdentifier table, CancellationToken cancellationToken)
    {
        var now = tables[table.ToString()];
        if (IsChanged(table))
            return await InputChanges.ReadAsync(context, now, state.Inputs[table.ToString()], cancellationToken);
        var nothing = (await context.Workspace.Engine.Reader.ReadAsync(now.Metadata.CurrentSchema, [], withPosition: false, cancellationToken)).Sql;
        return new TableChange(nothing, nothing);
    }

    /// <summary>The condition that an input row <c>i</c> looks up a member whose versions changed; these members stand in a table of the given name.</summary>
    private async Task<string> IsMemberAsync(LookUp lookUp, TableChange members, string name, CancellationToken cancellationToken)
    {
        var keys = string.Join(", ", lookUp.DimensionKey.Select(DuckDbIdentifier.Quote));
        await sql.ExecuteAsync($"create or replace temp table {name} as select distinct {keys} from {members.Both}", cancellationToken);
        var equal = lookUp.InputKey.Zip(lookUp.DimensionKey, (left, right) => $"m.{DuckDbIdentifier.Quote(right)} = i.{DuckDbIdentifier.Quote(left)}");
        return $"exists (select 1 from {name} m where {string.Join(" and ", equal)})";
    }

    /// <summary>Input rows that did not change, but whose members did, go with the versions of then and come with those of now.</summary>
    private async Task<TableChange> AddMovedAsync(TableChange change, string now, IReadOnlyList<string> conditions, CancellationToken cancellationToken)
    {
        var moved = string.Join(" or ", conditions);
        var columns = string.Join(", ", ColumnsRead(model.Inputs[0]).Select(DuckDbIdentifier.Quote));
        await sql.ExecuteAsync(
            $"create or replace temp table additive_moved as select {columns} from {now} i where {moved} except all select {columns} from {change.Came} i where {moved}", cancellationToken);
        return new TableChange(With(change.Gone), With(change.Came));
        string With(string rows) => $"(select {columns} from {rows} union all select {columns} from additive_moved)";
    }

    /// <summary>The columns of an input that the model or a look-up of it reads: there may be many rows, of which the others are not wanted.</summary>
    private IEnumerable<string> ColumnsRead(TableIdentifier input)
    {
        var looked = definition.LookUps.Where(lookUp => lookUp.Input == input).SelectMany(lookUp => lookUp.InputKey.Append(lookUp.At)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return ColumnSql.InSql(tables[input.ToString()].Metadata.CurrentSchema).Fields.Select(field => field.Name).Where(name => looked.Contains(name) || model.MayRead(name));
    }

    private async Task SumAsync(string sums, TableIdentifier input, string relation, IReadOnlyDictionary<string, string> dimensions, CancellationToken cancellationToken)
    {
        await inputs.BindAsync(input, relation, dimensions, cancellationToken);
        await inputs.ExecuteAsync($"create or replace temp table {sums} as select * from ({model.Sql})", cancellationToken);
    }

    /// <summary>Binary fractions do not come out of a sum as they went in.</summary>
    private bool AreExact() =>
        sql.Describe($"select {string.Join(", ", model.Additive.Select(DuckDbIdentifier.Quote))} from additive_came").Fields.All(sum => sum.Type.TypeId is TypeId.Int or TypeId.Long or TypeId.Decimal);

    private async Task<string> JoinAsync(Table target, CancellationToken cancellationToken)
    {
        var reader = context.Workspace.Engine.Reader;
        var filter = KeyRange.Of(sql, target.Metadata.CurrentSchema, Keys, model.Grain);
        var standing = await reader.ReadAsync(target.NewScan(reader.Manifests, filter: filter), false, cancellationToken);
        var columns = model.Columns.Select(DuckDbIdentifier.Quote).Zip(model.Columns, (quoted, name) => model.Additive.Contains(name)
            ? $"coalesce(s.{quoted}, 0) - coalesce(g.{quoted}, 0) + coalesce(c.{quoted}, 0) as {quoted}"
            : $"k.{quoted}");
        return $"""
            select {string.Join(", ", columns)} from {Keys} k
            left join {standing.Sql} s on {Equal("s")} left join additive_gone g on {Equal("g")} left join additive_came c on {Equal("c")}
            """;
    }

    private string Equal(string relation) => string.Join(" and ", model.Grain.Select(DuckDbIdentifier.Quote).Select(column => $"{relation}.{column} is not distinct from k.{column}"));
}
