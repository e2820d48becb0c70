namespace Paklog.Lakehouse.Iceberg.Types;

/// <summary>Unicode code points of UTF-16 text.</summary>
internal static class CodePoints
{
    /// <summary>The number of chars that the first <paramref name="count"/> code points take.</summary>
    internal static int PrefixLength(string text, int count)
    {
        if (text.Length <= count)
        {
            return text.Length;
        }

        var length = 0;
        for (; count > 0 && length < text.Length; count--)
        {
            length += length + 1 < text.Length && char.IsSurrogatePair(text[length], text[length + 1]) ? 2 : 1;
        }

        return length;
    }
}
