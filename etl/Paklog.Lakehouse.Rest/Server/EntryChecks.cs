using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Views;

namespace Paklog.Lakehouse.Rest.Server;

/// <summary>
/// Looks at the names of a request before it is carried out, so that an error says what clients look for. The catalog checks again, in one step with the change.
/// </summary>
internal sealed class EntryChecks(ICatalog catalog)
{
    internal async Task RequireNamespaceAsync(string ns, string reference)
    {
        if (await catalog.LoadNamespaceAsync(ns, reference) is null)
            throw RestException.NoNamespace(ns);
    }

    internal async Task<Table> RequireTableAsync(TableIdentifier identifier, string reference) =>
        await catalog.LoadTableAsync(identifier, reference) ?? throw RestException.NoTable(identifier);

    internal async Task<View> RequireViewAsync(TableIdentifier identifier, string reference) =>
        await FindViewAsync(identifier, reference) ?? throw RestException.NoView(identifier);

    internal async Task RequireNoTableAsync(TableIdentifier identifier, string reference)
    {
        if (await catalog.LoadTableAsync(identifier, reference) is not null)
            throw Exists($"Table already exists: {RestNames.Show(identifier)}");
        await RequireNoViewAsync(identifier, reference);
    }

    internal async Task RequireNoViewAsync(TableIdentifier identifier, string reference)
    {
        if (await FindViewAsync(identifier, reference) is not null)
            throw Exists($"View with same name already exists: {RestNames.Show(identifier)}");
    }

    internal async Task RequireFreeForViewAsync(TableIdentifier identifier, string reference)
    {
        if (await FindViewAsync(identifier, reference) is not null)
            throw Exists($"View already exists: {RestNames.Show(identifier)}");
        if (await catalog.LoadTableAsync(identifier, reference) is not null)
            throw Exists($"Table with same name already exists: {RestNames.Show(identifier)}");
    }

    internal async Task RequireFreeForRenameAsync(TableIdentifier from, TableIdentifier to, string reference)
    {
        await RequireNamespaceAsync(to.Namespace, reference);
        var kind = await catalog.LoadTableAsync(to, reference) is not null ? "Table" : await FindViewAsync(to, reference) is not null ? "View" : null;
        if (kind is not null)
            throw Exists($"Cannot rename {RestNames.Show(from)} to {RestNames.Show(to)}. {kind} already exists");
    }

    private async Task<View?> FindViewAsync(TableIdentifier identifier, string reference) =>
        catalog is IViewCatalog views ? await views.LoadViewAsync(identifier, reference) : null;

    private static RestException Exists(string message) => new(409, "AlreadyExistsException", message);
}
