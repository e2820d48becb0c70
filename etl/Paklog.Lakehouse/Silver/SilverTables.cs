using System.Security.Cryptography;
using System.Text;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Silver;

/// <summary>Schemas and definition of the Silver tables of a contract.</summary>
public static class SilverTables
{
    /// <summary>Current rows, and history where the contract has one.</summary>
    public static IReadOnlyList<string> Names(Contract contract) =>
        contract.History is null ? ["silver." + contract.Table] : ["silver." + contract.Table, $"silver.{contract.Table}_history"];

    /// <summary>Raised when the rules of Silver change, so that all of it is rebuilt.</summary>
    private const string RulesVersion = "2";

    public static Schema Current(Contract contract) => Columns(contract).Build();

    /// <summary>The contract's columns, then valid_from, valid_to (exclusive; null for the current version), is_current, version (from 1), and the identity of the event that opened the version.</summary>
    public static Schema History(Contract contract) => Columns(contract)
        .Required("valid_from", IcebergType.TimestampTz)
        .Optional("valid_to", IcebergType.TimestampTz)
        .Required("is_current", IcebergType.Boolean)
        .Required("version", IcebergType.Int)
        .Required("_opened_by", IcebergType.String, "Identity of the event that opened the version.")
        .Build();

    /// <summary>Closed versions stand apart from current ones, so that a run rewrites no file of history that is over.</summary>
    public static PartitionSpec HistorySpec(Schema history) => new PartitionSpecBuilder(history).Identity("is_current").Build();

    /// <summary>Changes exactly when the same events may give other rows.</summary>
    public static string Hash(Contract contract, Contract? parent, IEnumerable<Epoch> epochs)
    {
        var text = string.Join('\n', [RulesVersion, contract.DefinitionText, parent?.DefinitionText ?? "", .. epochs.Select(epoch => epoch.ToString())]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    private static SchemaBuilder Columns(Contract contract)
    {
        var builder = new SchemaBuilder();
        foreach (var column in contract.Columns)
            _ = contract.Key.Contains(column.Name) ? builder.Required(column.Name, column.Type) : builder.Optional(column.Name, column.Type);
        return builder;
    }
}
