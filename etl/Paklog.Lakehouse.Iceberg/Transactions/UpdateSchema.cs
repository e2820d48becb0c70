using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>
/// Changes columns (spec, "Schema Evolution"). Columns are named by their path at that step, nested ones as <see cref="Schema"/> says; ids never change and
/// are never used again, so files need no rewriting. Each step sees what the steps before it did. The table's name mapping follows (<see cref="NameMappingUpdate"/>).
/// </summary>
public sealed class UpdateSchema : TableAction
{
    private readonly List<Action<SchemaEdit>> steps = [];

    /// <summary>
    /// Adds an optional column at the end of the table, or of the struct at the path <paramref name="parent"/>. Ids inside a nested type are
    /// replaced.
    /// </summary>
    public UpdateSchema AddColumn(string name, IcebergType type, string? parent = null, string? doc = null) => Then(edit => edit.Add(parent, name, type, doc));

    public UpdateSchema DropColumn(string path) => Then(edit => edit.Drop(path));

    public UpdateSchema RenameColumn(string path, string newName) => Then(edit => edit.Rename(path, newName));

    /// <summary>Widens a type: int to long, float to double, a decimal to greater precision. Error ValidationFailed for anything else.</summary>
    public UpdateSchema PromoteColumn(string path, PrimitiveType type) => Then(edit => edit.Promote(path, type));

    public UpdateSchema MakeOptional(string path) => Then(edit => edit.Change(path, field => field with { Required = false }));

    public UpdateSchema SetDoc(string path, string? doc) => Then(edit => edit.Change(path, field => field with { Doc = doc }));

    public UpdateSchema MoveFirst(string path) => Then(edit => edit.Move(path, null, 0));

    /// <summary>Moves a column before another of the same struct.</summary>
    public UpdateSchema MoveBefore(string path, string other) => Then(edit => edit.Move(path, other, 0));

    /// <summary>Moves a column behind another of the same struct.</summary>
    public UpdateSchema MoveAfter(string path, string other) => Then(edit => edit.Move(path, other, 1));

    internal override Task ApplyAsync(TableChange change, CancellationToken cancellationToken)
    {
        var metadata = change.Existing;
        var edit = new SchemaEdit(metadata.CurrentSchema, metadata.LastColumnId);
        foreach (var step in steps)
            step(edit);
        if (edit.Schema.HasSameFields(metadata.CurrentSchema))
            return Task.CompletedTask;
        change.RequireSameSchema();
        List<TableUpdate> updates = [new AddSchema(edit.Schema), new SetCurrentSchema(TableUpdate.LastAdded)];
        if (NewMapping(metadata, edit.Schema) is { } mapping)
            updates.Add(new SetProperties(new Dictionary<string, string> { [TableProperties.NameMapping] = mapping }));
        change.Update([.. updates]);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Null where it stays as it is: for a table without one, and for one that cannot be read. That is left to the reader, who refuses such a table and names the property, as the Java library leaves it with a warning:
    /// nothing is read wrongly by it, and what somebody meant by it is not thrown away.
    /// </summary>
    private static string? NewMapping(TableMetadata metadata, Schema schema)
    {
        if (!metadata.Properties.TryGetValue(TableProperties.NameMapping, out var json))
            return null;
        try
        {
            var mapping = NameMapping.FromJson(json);
            var updated = NameMappingUpdate.Apply(mapping, metadata.CurrentSchema, schema).ToJson();
            return updated == mapping.ToJson() ? null : updated;
        }
        catch (IcebergException)
        {
            return null;
        }
    }

    private UpdateSchema Then(Action<SchemaEdit> step)
    {
        steps.Add(step);
        return this;
    }
}
