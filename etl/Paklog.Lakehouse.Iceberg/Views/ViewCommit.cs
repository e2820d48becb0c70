using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Metadata;

namespace Paklog.Lakehouse.Iceberg.Views;

/// <summary>The change of one view. <paramref name="Uuid"/> is the uuid that the view must have; with <paramref name="Creates"/> there must be none of that name.</summary>
public sealed record ViewCommit(TableIdentifier Identifier, bool Creates, Guid? Uuid, IReadOnlyList<TableUpdate> Updates);
