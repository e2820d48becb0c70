namespace Paklog.Lakehouse.Sources;

/// <summary>
/// Finds the values of a JSON text that is not one value a line: each at the top, and each element of an array there. It goes by brackets and quotes alone; whether a piece is JSON its reader says.
/// </summary>
internal sealed class ValueSplitter
{
    private int depth;
    private bool inText;
    private bool escaped;
    private bool inPiece;

    /// <summary>Goes through bytes until a piece ends.</summary>
    /// <param name="bytes">What is not yet gone through.</param>
    /// <param name="start">Where the piece begins in them; 0 where it began before; -1 where none has.</param>
    /// <returns>How many bytes were gone through; the piece ends there if <paramref name="ended"/>.</returns>
    public int Next(ReadOnlySpan<byte> bytes, out int start, out bool ended)
    {
        start = inPiece ? 0 : -1;
        ended = false;
        for (var index = 0; index < bytes.Length; index++)
        {
            var character = bytes[index];
            if (!inPiece)
            {
                // An array at the top is opened, not taken.
                if (character is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)'[' or (byte)']')
                    continue;
                (inPiece, start) = (true, index);
            }

            if (inText)
            {
                (inText, escaped) = (escaped || character != (byte)'"', !escaped && character == (byte)'\\');
                continue;
            }

            switch (character)
            {
                case (byte)'"':
                    inText = true;
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)'}' or (byte)']' when depth > 0:
                    depth--;
                    if (depth > 0)
                        break;
                    (inPiece, ended) = (false, true);
                    return index + 1;
                case (byte)',' or (byte)'\n' or (byte)']' or (byte)'}' when depth == 0:
                    // The end of a number, a text or a word.
                    (inPiece, ended) = (false, true);
                    return index;
            }
        }

        return bytes.Length;
    }
}
