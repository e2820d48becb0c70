using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Scans;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Models;

/// <summary>The tables that a model reads, as the views that its SELECT names.</summary>
/// <param name="tables">Each input and dimension by name, as it stands now.</param>
internal sealed class ModelInputs(RunContext context, ModelDefinition definition, IReadOnlyDictionary<string, Table> tables)
{
    /// <summary>The relation of a table as it stands now.</summary>
    public async Task<string> NowAsync(TableIdentifier table, CancellationToken cancellationToken) =>
        (await context.Workspace.Engine.Reader.ReadAsync(tables[table.ToString()], cancellationToken)).Sql;

    /// <summary>The relation of a table as it stood at a snapshot, with the columns that it has now.</summary>
    public async Task<string> ThenAsync(TableIdentifier table, long snapshot, CancellationToken cancellationToken) =>
        (await context.Workspace.Engine.Reader.ReadAsync(tables[table.ToString()].NewScan(context.Workspace.Engine.Reader.Manifests, snapshot), false, cancellationToken)).Sql;

    /// <summary>Binds an input to a relation, widened by its look-ups.</summary>
    /// <param name="dimensions">The relation of each dimension, by name.</param>
    public async Task BindAsync(TableIdentifier input, string relation, IReadOnlyDictionary<string, string> dimensions, CancellationToken cancellationToken)
    {
        var lookUps = definition.LookUps.Where(lookUp => lookUp.Input == input).ToList();
        RequireNewNames(input, lookUps);
        if (lookUps.Count > 0)
            relation = await context.Workspace.Engine.WidenAsync(relation, lookUps, lookUp => dimensions[lookUp.Dimension.ToString()], cancellationToken);
        await context.Workspace.Engine.Sql.BindAsync(input, relation, cancellationToken);
    }

    /// <summary>A look-up's column beside one of the same name would be read in its place, or the other way round.</summary>
    private void RequireNewNames(TableIdentifier input, IReadOnlyList<LookUp> lookUps)
    {
        var own = ColumnSql.InSql(tables[input.ToString()].Metadata.CurrentSchema).Fields.Select(field => field.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (lookUps.SelectMany(lookUp => lookUp.Columns).FirstOrDefault(pair => !own.Add(pair.Column)) is { Column: { } taken })
            throw new LakehouseException($"A look-up of {definition.Table} adds the column {taken} to {input.Show()}, which has one of that name; give the look-up's column another name.");
    }

    /// <summary>The rows of the model's SELECT, which begins on its statement's first line, in the lakehouse's time zone. Everything else of a run works in UTC.</summary>
    /// <param name="suffix">Narrows the rows: stands behind the SELECT in parentheses.</param>
    /// <exception cref="DeclarationException">The engine refuses the SELECT.</exception>
    public async Task<WorkTable> ComputeAsync(WorkScope work, string name, string suffix, CancellationToken cancellationToken)
    {
        var sql = context.Workspace.Engine.Sql;
        await sql.SetTimeZoneAsync(context.Rules.TimeZone, cancellationToken);
        try
        {
            return await work.KeepAsync(name, $"select * from ({definition.Model.Sql}){suffix}", cancellationToken);
        }
        catch (Exception error) when (ModelFault.Of(definition.Model, error) is { } fault)
        {
            throw fault;
        }
        finally
        {
            await sql.SetTimeZoneAsync("UTC", CancellationToken.None);
        }
    }
}
