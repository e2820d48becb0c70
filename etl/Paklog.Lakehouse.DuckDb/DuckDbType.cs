using System.Globalization;

namespace Paklog.Lakehouse.DuckDb;

/// <summary>A logical type of DuckDB with its parts. <see cref="ToString"/> writes it as SQL does.</summary>
public sealed class DuckDbType
{
    internal DuckDbType(DuckDbTypeKind kind) => Kind = kind;

    public DuckDbTypeKind Kind { get; }

    /// <summary>The name under which a type is an alias of another, "JSON" for instance; null when it has none.</summary>
    public string? Alias { get; internal init; }

    /// <summary>The digits of a DECIMAL.</summary>
    public byte Width { get; internal init; }

    /// <summary>The digits of a DECIMAL behind its point.</summary>
    public byte Scale { get; internal init; }

    /// <summary>The element of a LIST or an ARRAY, otherwise null.</summary>
    public DuckDbType? Element { get; internal init; }

    /// <summary>The length of an ARRAY.</summary>
    public int ArraySize { get; internal init; }

    /// <summary>The fields of a STRUCT, the members of a UNION, and "key" and "value" of a MAP; otherwise empty.</summary>
    public IReadOnlyList<DuckDbField> Fields { get; internal init; } = [];

    /// <summary>The names of an ENUM in the order of their codes; otherwise empty.</summary>
    public IReadOnlyList<string> EnumNames { get; internal init; } = [];

    public bool IsJson => Alias == "JSON";

    public override string ToString() => Alias ?? Kind switch
    {
        DuckDbTypeKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({Width},{Scale})"),
        DuckDbTypeKind.List => $"{Element}[]",
        DuckDbTypeKind.Array => string.Create(CultureInfo.InvariantCulture, $"{Element}[{ArraySize}]"),
        DuckDbTypeKind.Struct => $"STRUCT({FieldList()})",
        DuckDbTypeKind.Union => $"UNION({FieldList()})",
        DuckDbTypeKind.Map => $"MAP({Fields[0].Type}, {Fields[1].Type})",
        DuckDbTypeKind.Enum => $"ENUM({string.Join(", ", EnumNames.Select(DuckDbLiteral.Quote))})",
        DuckDbTypeKind.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        DuckDbTypeKind.TimeTz => "TIME WITH TIME ZONE",
        DuckDbTypeKind.TimestampS => "TIMESTAMP_S",
        DuckDbTypeKind.TimestampMs => "TIMESTAMP_MS",
        DuckDbTypeKind.TimestampNs => "TIMESTAMP_NS",
        DuckDbTypeKind.TimeNs => "TIME_NS",
        _ => Kind.ToString().ToUpperInvariant(),
    };

    private string FieldList() => string.Join(", ", Fields.Select(field => $"{DuckDbIdentifier.Quote(field.Name)} {field.Type}"));
}
