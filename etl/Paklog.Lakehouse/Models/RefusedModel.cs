using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Models;

/// <summary>A model's file that cannot be used; its table stays as it is.</summary>
/// <param name="Errors">Its faults, each with its line.</param>
public sealed record RefusedModel(TableIdentifier Table, string File, IReadOnlyList<DeclarationFault> Errors);
