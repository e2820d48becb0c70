using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse;

/// <summary>What is said of a column beside its name and type.</summary>
public sealed class ColumnDeclaration
{
    private ContractColumn column = new("", IcebergType.String);
    private string? encoding;

    internal ColumnDeclaration()
    {
    }

    /// <summary>How the source writes the value in messages without schema, as contracts name it: <c>epoch-micros</c>, <c>decimal-base64(2)</c>.</summary>
    public ColumnDeclaration EncodedAs(string name)
    {
        encoding = name;
        return this;
    }

    /// <summary>Refuses NULL.</summary>
    public ColumnDeclaration Required() => With(column with { Required = true });

    /// <summary>How closely the column is guarded.</summary>
    public ColumnDeclaration Pii(PiiClass value) => With(column with { Pii = value });

    /// <summary>Names that the source gave the column before, the latest first.</summary>
    public ColumnDeclaration RenamedFrom(params IReadOnlyList<string> names) => With(column with { RenamedFrom = names });

    /// <summary>The value of rows and versions older than the column, as a text of its type.</summary>
    public ColumnDeclaration Default(string value) => With(column with { Default = value });

    /// <inheritdoc cref="ContractColumn.OnNaN"/>
    public ColumnDeclaration OnNaN(ValuePolicy policy) => With(column with { OnNaN = policy });

    /// <inheritdoc cref="ContractColumn.OnInfinity"/>
    public ColumnDeclaration OnInfinity(ValuePolicy policy) => With(column with { OnInfinity = policy });

    /// <inheritdoc cref="ContractColumn.OnZeroDate"/>
    public ColumnDeclaration OnZeroDate(ValuePolicy policy) => With(column with { OnZeroDate = policy });

    /// <inheritdoc cref="ContractColumn.OnOutOfRange"/>
    public ColumnDeclaration OnOutOfRange(ValuePolicy policy) => With(column with { OnOutOfRange = policy });

    internal ContractColumn Build(string name, IcebergType type, bool isKey, Action<string> fault)
    {
        var parsed = encoding is null ? ColumnEncoding.Plain : ColumnEncoding.Parse(encoding);
        if (parsed is null)
            fault($"'{encoding}' of {name} is no encoding; known are {string.Join(", ", ColumnEncoding.KnownNames)}.");
        return column with { Name = name, Type = type, Encoding = parsed ?? ColumnEncoding.Plain, Required = column.Required || isKey };
    }

    private ColumnDeclaration With(ContractColumn changed)
    {
        column = changed;
        return this;
    }
}
