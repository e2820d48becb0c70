using System.Globalization;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.SparkEngine.Translation;

namespace Paklog.Lakehouse.SparkEngine;

/// <summary>How Spark SQL names the types of Iceberg (Iceberg's documentation, "Spark Writes", "Type compatibility").</summary>
internal static class SparkTypes
{
    /// <summary>The type of a work table's column.</summary>
    public static string Name(DuckDbType type) => type.Kind switch
    {
        DuckDbTypeKind.HugeInt or DuckDbTypeKind.UHugeInt => "DECIMAL(38,0)",
        DuckDbTypeKind.UBigInt => "DECIMAL(20,0)",
        DuckDbTypeKind.UTinyInt or DuckDbTypeKind.USmallInt => "INT",
        DuckDbTypeKind.SqlNull => "VOID",
        DuckDbTypeKind.List => $"ARRAY<{Name(type.Element!)}>",
        DuckDbTypeKind.Map => $"MAP<{Name(type.Fields[0].Type)},{Name(type.Fields[1].Type)}>",
        DuckDbTypeKind.Struct => $"STRUCT<{string.Join(",", type.Fields.Select(field => $"{SparkLiteral.Name(field.Name)}:{Name(field.Type)}"))}>",
        _ => Name(DuckDbTypes.ToIceberg(type)),
    };

    public static string Name(IcebergType type) => type switch
    {
        DecimalType number => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({number.Precision},{number.Scale})"),
        FixedType => "BINARY",
        ListType list => $"ARRAY<{Name(list.Element)}>",
        MapType map => $"MAP<{Name(map.Key)},{Name(map.Value)}>",
        StructType record => $"STRUCT<{string.Join(",", record.Fields.Select(field => $"{SparkLiteral.Name(field.Name)}:{Name(field.Type)}"))}>",
        _ => type.TypeId switch
        {
            TypeId.Boolean => "BOOLEAN",
            TypeId.Int => "INT",
            TypeId.Long => "BIGINT",
            TypeId.Float => "FLOAT",
            TypeId.Double => "DOUBLE",
            TypeId.Date => "DATE",
            TypeId.Timestamp => "TIMESTAMP_NTZ",
            TypeId.TimestampTz => "TIMESTAMP_LTZ",
            TypeId.String or TypeId.Uuid => "STRING",
            TypeId.Binary => "BINARY",
            _ => throw new IcebergException(IcebergErrorKind.Unsupported, $"Spark has no type for Iceberg's {type}; the embedded engine reads such tables."),
        },
    };
}
