using System.Security.Cryptography;
using System.Text;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Models;

/// <summary>A model with the look-ups that widen its inputs.</summary>
public sealed record ModelDefinition(Model Model, IReadOnlyList<LookUp> LookUps)
{
    public TableIdentifier Table => Model.Table;

    /// <summary>The tables that it reads: those of the SELECT and the dimensions of its look-ups.</summary>
    public IReadOnlyList<TableIdentifier> Inputs => [.. Model.Inputs.Concat(LookUps.Select(lookUp => lookUp.Dimension)).Distinct()];

    /// <summary>Changes exactly when the rows may.</summary>
    public string Hash =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Model.Hash + "\n" + string.Join('\n', LookUps.Select(lookUp => lookUp.DefinitionText)))))[..16];
}
