using System.Text;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Metrics;

/// <summary>
/// Serialised bounds (spec Appendix D and "Data File Fields"): NaN is no bound; a zero is written with the sign that includes the other zero, since
/// writers of Parquet need not tell them apart; text and binary are cut, lower bounds down and upper bounds up. A uuid gets no bounds: readers
/// disagree on the order of uuids (apache/iceberg#14216), so a bound that is right for one makes another lose rows.
/// </summary>
public static class Bound
{
    private const int FirstSurrogate = 0xd800;
    private const int AfterSurrogates = 0xe000;
    private const int LastCodePoint = 0x10ffff;

    /// <summary>The bytes of a lower bound, or null when there is none.</summary>
    public static byte[]? Lower(object? min, IcebergType type, int length) => min switch
    {
        null or float.NaN or double.NaN or Guid => null,
        0f => SingleValue.ToBytes(-0f, type),
        0d => SingleValue.ToBytes(-0d, type),
        string text => Encoding.UTF8.GetBytes(text[..CodePoints.PrefixLength(text, length)]),
        byte[] bytes when type.TypeId == TypeId.Binary => bytes[..Math.Min(length, bytes.Length)],
        _ => SingleValue.ToBytes(min, type),
    };

    /// <summary>The bytes of an upper bound, or null when there is none, as for text of greatest code points that is too long.</summary>
    public static byte[]? Upper(object? max, IcebergType type, int length) => max switch
    {
        null or float.NaN or double.NaN or Guid => null,
        0f => SingleValue.ToBytes(0f, type),
        0d => SingleValue.ToBytes(0d, type),
        string text => UpperText(text, length),
        byte[] bytes when type.TypeId == TypeId.Binary => UpperBinary(bytes, length),
        _ => SingleValue.ToBytes(max, type),
    };

    private static byte[]? UpperText(string text, int length)
    {
        var end = CodePoints.PrefixLength(text, length);
        if (end == text.Length)
        {
            return Encoding.UTF8.GetBytes(text);
        }

        // The last code point that has a successor is replaced by it; those behind it fall away.
        while (end > 0)
        {
            var start = end > 1 && char.IsSurrogatePair(text[end - 2], text[end - 1]) ? end - 2 : end - 1;
            var codePoint = end - start == 2 ? char.ConvertToUtf32(text[start], text[end - 1]) : text[start];
            if (codePoint < LastCodePoint)
            {
                var next = codePoint + 1 is >= FirstSurrogate and < AfterSurrogates ? AfterSurrogates : codePoint + 1;
                return Encoding.UTF8.GetBytes(text[..start] + char.ConvertFromUtf32(next));
            }

            end = start;
        }

        return null;
    }

    private static byte[]? UpperBinary(byte[] bytes, int length)
    {
        if (bytes.Length <= length)
        {
            return bytes;
        }

        var end = length;
        while (end > 0 && bytes[end - 1] == 0xff)
        {
            end--;
        }

        if (end == 0)
        {
            return null;
        }

        var bound = bytes[..end];
        bound[end - 1]++;
        return bound;
    }
}
