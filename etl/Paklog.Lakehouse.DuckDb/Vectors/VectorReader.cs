using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Paklog.Lakehouse.DuckDb.Interop;

namespace Paklog.Lakehouse.DuckDb.Vectors;

/// <summary>
/// Reads the values of one column, or of one part of a nested one, out of DuckDB's flat vectors. Made once a result and
/// bound to each chunk anew; what it gives as a span dies with the chunk.
/// </summary>
internal sealed unsafe partial class VectorReader
{
    private readonly VectorReader[] _children;
    private byte* _data;
    private ulong* _validity;

    public VectorReader(DuckDbType type)
    {
        Type = type;
        _children = type.Kind switch
        {
            DuckDbTypeKind.List or DuckDbTypeKind.Array => [new VectorReader(type.Element!)],
            DuckDbTypeKind.Struct or DuckDbTypeKind.Map => [.. type.Fields.Select(field => new VectorReader(field.Type))],
            DuckDbTypeKind.Union => [new VectorReader(new DuckDbType(DuckDbTypeKind.UTinyInt)), .. type.Fields.Select(field => new VectorReader(field.Type))],
            _ => [],
        };
    }

    public DuckDbType Type { get; }

    public void Bind(nint vector)
    {
        _data = NativeMethods.VectorGetData(vector);
        _validity = NativeMethods.VectorGetValidity(vector);
        switch (Type.Kind)
        {
            case DuckDbTypeKind.List:
                _children[0].Bind(NativeMethods.ListVectorGetChild(vector));
                break;
            case DuckDbTypeKind.Array:
                _children[0].Bind(NativeMethods.ArrayVectorGetChild(vector));
                break;
            case DuckDbTypeKind.Map:
                // A MAP is stored as a list of structs of a key and a value.
                BindFields(NativeMethods.ListVectorGetChild(vector));
                break;
            case DuckDbTypeKind.Struct or DuckDbTypeKind.Union:
                // A UNION is stored as a struct of the tag and of every member.
                BindFields(vector);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(ulong row) => _validity != null && (_validity[row >> 6] & (1UL << (int)(row & 63))) == 0;

    /// <summary>The stored value of a fixed width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Get<T>(ulong row)
        where T : unmanaged => Unsafe.ReadUnaligned<T>(_data + (row * (ulong)sizeof(T)));

    /// <summary>The bytes of a VARCHAR, BLOB or BIT: up to 12 stand in the vector itself, more behind a pointer (duckdb_string_t).</summary>
    public ReadOnlySpan<byte> GetBytes(ulong row)
    {
        var entry = _data + (row * 16);
        var length = *(uint*)entry;
        return new ReadOnlySpan<byte>(length <= 12 ? entry + 4 : *(byte**)(entry + 8), checked((int)length));
    }

    public string GetText(ulong row) => Encoding.UTF8.GetString(GetBytes(row));

    public string GetEnum(ulong row) => Type.EnumNames[Type.EnumNames.Count switch
    {
        <= 0x100 => Get<byte>(row),
        <= 0x1_0000 => Get<ushort>(row),
        _ => (int)Get<uint>(row),
    }];

    public Int128 GetHugeInt(ulong row)
    {
        var parts = Get<NativeHugeInt>(row);
        return new Int128(parts.Upper, parts.Lower);
    }

    public UInt128 GetUHugeInt(ulong row)
    {
        var parts = Get<NativeHugeInt>(row);
        return new UInt128(parts.Upper, parts.Lower);
    }

    /// <summary>Stored in 16, 32, 64 or 128 bits by its width.</summary>
    public DuckDbDecimal GetDecimal(ulong row) => new(
        Type.Width switch
        {
            <= 4 => Get<short>(row),
            <= 9 => Get<int>(row),
            <= 18 => Get<long>(row),
            _ => GetHugeInt(row),
        },
        Type.Width,
        Type.Scale);

    /// <summary>Stored as a 128-bit number whose highest bit is turned, so that numbers sort as texts do.</summary>
    public Guid GetUuid(ulong row)
    {
        var parts = Get<NativeHugeInt>(row);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, parts.Upper ^ (1UL << 63));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], parts.Lower);
        return new Guid(bytes, bigEndian: true);
    }

    public DuckDbInterval GetInterval(ulong row)
    {
        var parts = Get<NativeInterval>(row);
        return new DuckDbInterval(parts.Months, parts.Days, parts.Micros);
    }

    private void BindFields(nint structVector)
    {
        for (var i = 0; i < _children.Length; i++)
            _children[i].Bind(NativeMethods.StructVectorGetChild(structVector, (ulong)i));
    }
}
