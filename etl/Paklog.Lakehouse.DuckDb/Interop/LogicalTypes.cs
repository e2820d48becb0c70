namespace Paklog.Lakehouse.DuckDb.Interop;

/// <summary>Reads a <c>duckdb_logical_type</c> into a <see cref="DuckDbType"/>.</summary>
internal static unsafe class LogicalTypes
{
    private static readonly DuckDbType?[] Plain = new DuckDbType?[64];

    /// <summary>Reads a type and frees it.</summary>
    public static DuckDbType Take(nint logicalType)
    {
        try
        {
            return Read(logicalType);
        }
        finally
        {
            NativeMethods.DestroyLogicalType(ref logicalType);
        }
    }

    private static DuckDbType Read(nint type)
    {
        var kind = (DuckDbTypeKind)NativeMethods.GetTypeId(type);
        var alias = NativeText.Take(NativeMethods.OwnedTypeAlias(type));
        switch (kind)
        {
            case DuckDbTypeKind.Decimal:
                return new DuckDbType(kind) { Alias = alias, Width = NativeMethods.DecimalWidth(type), Scale = NativeMethods.DecimalScale(type) };
            case DuckDbTypeKind.Enum:
                return new DuckDbType(kind) { Alias = alias, EnumNames = EnumNames(type) };
            case DuckDbTypeKind.List:
                return new DuckDbType(kind) { Alias = alias, Element = Take(NativeMethods.ListTypeChildType(type)) };
            case DuckDbTypeKind.Array:
                return new DuckDbType(kind)
                {
                    Alias = alias,
                    Element = Take(NativeMethods.ArrayTypeChildType(type)),
                    ArraySize = checked((int)NativeMethods.ArrayTypeArraySize(type)),
                };
            case DuckDbTypeKind.Map:
                return new DuckDbType(kind)
                {
                    Alias = alias,
                    Fields = [new("key", Take(NativeMethods.MapTypeKeyType(type))), new("value", Take(NativeMethods.MapTypeValueType(type)))],
                };
            case DuckDbTypeKind.Struct:
                return new DuckDbType(kind) { Alias = alias, Fields = StructFields(type) };
            case DuckDbTypeKind.Union:
                return new DuckDbType(kind) { Alias = alias, Fields = UnionMembers(type) };
            default:
                if (alias is null && (uint)kind < (uint)Plain.Length)
                    return Plain[(int)kind] ??= new DuckDbType(kind);
                return new DuckDbType(kind) { Alias = alias };
        }
    }

    private static string[] EnumNames(nint type)
    {
        var names = new string[NativeMethods.EnumDictionarySize(type)];
        for (var i = 0; i < names.Length; i++)
            names[i] = NativeText.Take(NativeMethods.OwnedEnumDictionaryValue(type, (ulong)i)) ?? "";
        return names;
    }

    private static DuckDbField[] StructFields(nint type)
    {
        var fields = new DuckDbField[NativeMethods.StructTypeChildCount(type)];
        for (var i = 0; i < fields.Length; i++)
        {
            var name = NativeText.Take(NativeMethods.OwnedStructTypeChildName(type, (ulong)i)) ?? "";
            fields[i] = new DuckDbField(name, Take(NativeMethods.StructTypeChildType(type, (ulong)i)));
        }

        return fields;
    }

    private static DuckDbField[] UnionMembers(nint type)
    {
        var members = new DuckDbField[NativeMethods.UnionTypeMemberCount(type)];
        for (var i = 0; i < members.Length; i++)
        {
            var name = NativeText.Take(NativeMethods.OwnedUnionTypeMemberName(type, (ulong)i)) ?? "";
            members[i] = new DuckDbField(name, Take(NativeMethods.UnionTypeMemberType(type, (ulong)i)));
        }

        return members;
    }
}
