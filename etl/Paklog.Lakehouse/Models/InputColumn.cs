using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Models;

/// <summary>A column of a table that a model reads.</summary>
public sealed record InputColumn(TableIdentifier Input, string Column)
{
    public override string ToString() => $"{Input}.{HeaderName.Show(Column)}";
}
