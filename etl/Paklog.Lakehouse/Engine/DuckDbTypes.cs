using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Engine;

/// <summary>How DuckDB names and writes the types of Iceberg.</summary>
internal static class DuckDbTypes
{
    /// <summary>The SQL type of a column.</summary>
    public static string Name(IcebergType type) => type switch
    {
        DecimalType number => $"DECIMAL({number.Precision},{number.Scale})",
        FixedType => "BLOB",
        ListType list => Name(list.Element) + "[]",
        MapType map => $"MAP({Name(map.Key)}, {Name(map.Value)})",
        StructType record => $"STRUCT({string.Join(", ", record.Fields.Select(field => $"{DuckDbIdentifier.Quote(field.Name)} {Name(field.Type)}"))})",
        _ => type.TypeId switch
        {
            TypeId.Boolean => "BOOLEAN",
            TypeId.Int => "INTEGER",
            TypeId.Long => "BIGINT",
            TypeId.Float => "FLOAT",
            TypeId.Double => "DOUBLE",
            TypeId.Date => "DATE",
            TypeId.Time => "TIME",
            TypeId.Timestamp => "TIMESTAMP",
            TypeId.TimestampTz => "TIMESTAMP WITH TIME ZONE",
            TypeId.String => "VARCHAR",
            TypeId.Uuid => "UUID",
            TypeId.Binary => "BLOB",
            _ => throw new IcebergException(IcebergErrorKind.Unsupported, $"The type {type} has no counterpart in DuckDB."),
        },
    };

    /// <summary>The Iceberg type of a query's column; ids inside nested types are yet to be assigned.</summary>
    /// <exception cref="IcebergException">Unsupported for a type that Iceberg does not have: the query must cast it.</exception>
    public static IcebergType ToIceberg(DuckDbType type) => type.Kind switch
    {
        DuckDbTypeKind.Boolean => IcebergType.Boolean,
        DuckDbTypeKind.TinyInt or DuckDbTypeKind.SmallInt or DuckDbTypeKind.Integer => IcebergType.Int,
        DuckDbTypeKind.BigInt or DuckDbTypeKind.UInteger => IcebergType.Long,
        DuckDbTypeKind.Float => IcebergType.Float,
        DuckDbTypeKind.Double => IcebergType.Double,
        DuckDbTypeKind.Decimal => IcebergType.Decimal(type.Width, type.Scale),
        DuckDbTypeKind.Date => IcebergType.Date,
        DuckDbTypeKind.Time => IcebergType.Time,
        DuckDbTypeKind.Timestamp => IcebergType.Timestamp,
        DuckDbTypeKind.TimestampTz => IcebergType.TimestampTz,
        DuckDbTypeKind.Varchar => IcebergType.String,
        DuckDbTypeKind.Uuid => IcebergType.Uuid,
        DuckDbTypeKind.Blob => IcebergType.Binary,
        DuckDbTypeKind.List => ListType.Of(ToIceberg(type.Element!)),
        DuckDbTypeKind.Struct => new StructType(type.Fields.Select(field => NestedField.Optional(0, field.Name, ToIceberg(field.Type)))),
        DuckDbTypeKind.Map => MapType.Of(ToIceberg(type.Fields[0].Type), ToIceberg(type.Fields[1].Type)),
        _ => throw new IcebergException(IcebergErrorKind.Unsupported, $"Iceberg has no type for {type}; cast the column in the query."),
    };

    /// <summary>The schema of a new table of a query's columns, each optional.</summary>
    public static Schema SchemaOf(IEnumerable<DuckDbField> columns) => columns.Aggregate(new SchemaBuilder(), (builder, column) => builder.Optional(column.Name, ToIceberg(column.Type))).Build();

    /// <summary>The FIELD_IDS option of COPY: every column and every nested field by its id, without which readers find NULL.</summary>
    public static string FieldIds(StructType record) => "{" + string.Join(", ", record.Fields.Select(field => FieldId(DuckDbIdentifier.Quote(field.Name), field.Id, field.Type))) + "}";

    private static string FieldId(string name, int id, IcebergType type)
    {
        var children = type switch
        {
            StructType record => record.Fields.Select(field => FieldId(DuckDbIdentifier.Quote(field.Name), field.Id, field.Type)),
            ListType list => [FieldId("element", list.ElementId, list.Element)],
            MapType map => [FieldId("key", map.KeyId, map.Key), FieldId("value", map.ValueId, map.Value)],
            _ => Enumerable.Empty<string>(),
        };
        var nested = string.Join(", ", children);
        return nested.Length == 0 ? $"{name}: {id}" : $"{name}: {{{ColumnSql.FieldIdKey}: {id}, {nested}}}";
    }
}
