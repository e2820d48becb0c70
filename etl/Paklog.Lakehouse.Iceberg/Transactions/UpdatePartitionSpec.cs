using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>
/// Changes how new files are partitioned; files that are there keep their spec. A field that some spec of the table had before, of the same column and
/// transform, gets its old id back (spec, "Partition Evolution").
/// </summary>
public sealed class UpdatePartitionSpec : TableAction
{
    private readonly List<Func<TableMetadata, State, State>> steps = [];

    /// <summary>Adds a field over a column named by its path. Without a name it is called as <see cref="PartitionSpecBuilder"/> calls it.</summary>
    public UpdatePartitionSpec AddField(string column, Transform transform, string? name = null) => Then((metadata, state) =>
    {
        var fieldName = name ?? DefaultName(column, transform);
        if (state.Fields.Exists(field => field.Name == fieldName))
            throw new IcebergException(IcebergErrorKind.ValidationFailed, $"The partition field '{fieldName}' is already there; choose another name.");
        var field = new PartitionSpecBuilder(metadata.CurrentSchema, state.LastFieldId).Add(column, transform, fieldName).Build().Fields[0];
        if (state.Fields.Exists(other => IsEqual(other, field)))
            throw new IcebergException(IcebergErrorKind.ValidationFailed, $"The table is already partitioned by {transform} of '{column}'.");
        var earlier = metadata.PartitionSpecs.SelectMany(spec => spec.Fields).FirstOrDefault(other => IsEqual(other, field));
        var added = earlier is null ? field : field with { FieldId = earlier.FieldId };
        return new State([.. state.Fields, added], Math.Max(state.LastFieldId, added.FieldId));
    });

    public UpdatePartitionSpec RemoveField(string name) => Then((_, state) =>
        state with { Fields = state.Fields.FindAll(field => field != Find(state, name)) });

    public UpdatePartitionSpec RenameField(string name, string newName) => Then((_, state) =>
    {
        if (state.Fields.Exists(field => field.Name == newName))
            throw new IcebergException(IcebergErrorKind.ValidationFailed, $"The partition field '{newName}' is already there; choose another name.");
        var renamed = Find(state, name);
        return state with { Fields = state.Fields.ConvertAll(field => field == renamed ? field with { Name = newName } : field) };
    });

    internal override Task ApplyAsync(TableChange change, CancellationToken cancellationToken)
    {
        var metadata = change.Existing;
        var state = new State([.. metadata.DefaultSpec.Fields], metadata.LastPartitionId);
        foreach (var step in steps)
            state = step(metadata, state);
        change.RequireSameSpec();
        change.RequireSameSchema();
        change.Update(new AddPartitionSpec(new PartitionSpec(0, state.Fields)), new SetDefaultSpec(TableUpdate.LastAdded));
        return Task.CompletedTask;
    }

    private static bool IsEqual(PartitionField one, PartitionField other) => one.SourceId == other.SourceId && one.Transform == other.Transform;

    private static PartitionField Find(State state, string name) =>
        state.Fields.Find(field => field.Name == name)
        ?? throw new IcebergException(
            IcebergErrorKind.NotFound,
            $"There is no partition field '{name}'; there are {string.Join(", ", state.Fields.Select(field => field.Name))}.");

    private static string DefaultName(string column, Transform transform) => transform switch
    {
        IdentityTransform => column,
        BucketTransform => column + "_bucket",
        TruncateTransform => column + "_trunc",
        VoidTransform => column + "_null",
        _ => $"{column}_{transform}",
    };

    private UpdatePartitionSpec Then(Func<TableMetadata, State, State> step)
    {
        steps.Add(step);
        return this;
    }

    private sealed record State(List<PartitionField> Fields, int LastFieldId);
}
