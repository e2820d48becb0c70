using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Scans;

namespace Paklog.Lakehouse.Silver;

/// <summary>Events of one source table as they stand in Bronze, with their keys (<see cref="EventsSql.Bound"/>).</summary>
internal sealed record BoundEvents(WorkTable View, Keyless Keyless)
{
    /// <summary>All that stand in Bronze.</summary>
    public static async Task<BoundEvents> AllAsync(IEngine engine, WorkScope work, SilverInput input, CancellationToken cancellationToken) =>
        await OfAsync(work, input, await engine.Reader.ReadAsync(input.Table, cancellationToken), "bronze_events", cancellationToken);

    /// <summary>Those that were landed since the table was last made.</summary>
    public static async Task<BoundEvents> NewAsync(IEngine engine, WorkScope work, SilverInput input, CancellationToken cancellationToken)
    {
        var relation = await engine.Reader.ReadAsync(ColumnProjection.Of(input.Table), input.NewFiles, withPosition: false, cancellationToken);
        return await OfAsync(work, input, relation, "new_events", cancellationToken);
    }

    private static async Task<BoundEvents> OfAsync(WorkScope work, SilverInput input, TableRelation relation, string name, CancellationToken cancellationToken)
    {
        var keyless = await Keyless.ReadAsync(work.Sql, input.Contract, input.Table.Metadata.CurrentSchema, relation.Files, relation.Sql, cancellationToken);
        return new BoundEvents(await work.ViewAsync(name, EventsSql.Bound(input.Contract, relation.Sql, keyless), cancellationToken), keyless);
    }
}
