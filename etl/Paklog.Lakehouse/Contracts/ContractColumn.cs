using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts;

/// <summary>A column of a Silver table and how its value comes out of the source's JSON.</summary>
public sealed record ContractColumn(string Name, IcebergType Type)
{
    /// <summary>The encoding of messages that carry no schema; see <see cref="MessageField.EncodingFor"/> for those that do.</summary>
    public ColumnEncoding Encoding { get; init; } = ColumnEncoding.Plain;

    /// <summary>Whether NULL is refused. Key columns are required whether the contract says so or not.</summary>
    public bool Required { get; init; }

    public PiiClass Pii { get; init; } = PiiClass.Internal;

    /// <summary>Names that the source gave this column before, the latest first.</summary>
    public IReadOnlyList<string> RenamedFrom { get; init; } = [];

    /// <summary>The value of rows and versions older than the column, as a text of its type; null when there is none.</summary>
    public string? Default { get; init; }

    /// <summary>NaN; undeclared: NULL in a decimal or numeric text, itself in a float or double.</summary>
    public ValuePolicy? OnNaN { get; init; }

    /// <summary>Positive and negative infinity; undeclared: NULL, itself in a float or double.</summary>
    public ValuePolicy? OnInfinity { get; init; }

    /// <summary>
    /// 1970-01-01T00:00:00, which is also what Debezium sends for a zero date in a NOT NULL column of MySQL; undeclared: the epoch stays, because the
    /// two cannot be told apart.
    /// </summary>
    public ValuePolicy? OnZeroDate { get; init; }

    /// <summary>A number or time beyond what the type holds.</summary>
    public ValuePolicy OnOutOfRange { get; init; } = ValuePolicy.Reject;

    /// <summary>The names under which events may carry this column, the current one first.</summary>
    public IEnumerable<string> SourceNames => [Name, .. RenamedFrom];
}
