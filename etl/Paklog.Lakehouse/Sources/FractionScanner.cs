using System.Numerics;
using System.Runtime.Intrinsics;

namespace Paklog.Lakehouse.Sources;

/// <summary>
/// Looks for JSON numbers with a fraction or an exponent in a stream of bytes that passes by. DuckDB's JSON reader takes such numbers through double; a file without any can be read by it as it is.
/// It may see one where there is none (inside a string that looks like JSON), never the other way round.
/// </summary>
internal sealed class FractionScanner
{
    /// <summary>Longer than any number that a look back has to pass; a longer one counts as found.</summary>
    private const int LookBack = 64;

    private readonly byte[] tail = new byte[LookBack];
    private int tailLength;

    public bool Found { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (Found || bytes.IsEmpty)
            return;
        var seam = (Span<byte>)stackalloc byte[2 * LookBack];
        tail.AsSpan(0, tailLength).CopyTo(seam);
        var head = bytes[..Math.Min(LookBack, bytes.Length)];
        head.CopyTo(seam[tailLength..]);
        Scan(seam[..(tailLength + head.Length)]);
        Scan(bytes);
        var kept = bytes[^Math.Min(LookBack, bytes.Length)..];
        kept.CopyTo(tail);
        tailLength = kept.Length;
    }

    /// <summary>A digit followed by '.', 'e' or 'E' is a candidate: it is a number when the digits before it begin where a JSON value can.</summary>
    private void Scan(ReadOnlySpan<byte> bytes)
    {
        var index = 1;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; index + Vector256<byte>.Count <= bytes.Length && !Found; index += Vector256<byte>.Count)
            {
                var before = Vector256.Create(bytes.Slice(index - 1, Vector256<byte>.Count));
                var at = Vector256.Create(bytes.Slice(index, Vector256<byte>.Count));
                var digit = Vector256.LessThanOrEqual(before - Vector256.Create((byte)'0'), Vector256.Create((byte)9));
                var mark = Vector256.Equals(at, Vector256.Create((byte)'.')) | Vector256.Equals(at | Vector256.Create((byte)0x20), Vector256.Create((byte)'e'));
                for (var hits = (digit & mark).ExtractMostSignificantBits(); hits != 0 && !Found; hits &= hits - 1)
                    Found = IsNumber(bytes, index + BitOperations.TrailingZeroCount(hits));
            }
        }

        for (; index < bytes.Length && !Found; index++)
        {
            if (bytes[index] is (byte)'.' or (byte)'e' or (byte)'E' && char.IsAsciiDigit((char)bytes[index - 1]))
                Found = IsNumber(bytes, index);
        }
    }

    /// <summary>Looks back from the mark over digits and a sign. A piece that begins within the number leaves the answer to the seam with the piece before.</summary>
    private static bool IsNumber(ReadOnlySpan<byte> bytes, int mark)
    {
        var start = mark - 1;
        while (start >= 0 && char.IsAsciiDigit((char)bytes[start]))
        {
            if (mark - start > LookBack - 4)
                return true;
            start--;
        }

        if (start >= 0 && bytes[start] == '-')
            start--;
        while (start >= 0 && bytes[start] is (byte)' ' or (byte)'\t')
            start--;
        if (start < 0)
            return false;
        return bytes[start] switch
        {
            (byte)'[' or (byte)',' => true,
            (byte)':' => start > 0 && bytes[start - 1] is (byte)'"' or (byte)' ',
            _ => false,
        };
    }
}
