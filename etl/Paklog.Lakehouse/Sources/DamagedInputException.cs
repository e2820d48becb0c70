namespace Paklog.Lakehouse.Sources;

/// <summary>Compressed data is cut off or damaged behind the lines that were given.</summary>
/// <param name="line">The line that is not whole, counted from 1.</param>
/// <param name="rest">What is there of it.</param>
internal sealed class DamagedInputException(string path, long line, byte[] rest) : Exception($"'{path}' ends in the middle of its compressed data, in line {line}.")
{
    public long Line { get; } = line;

    public byte[] Rest { get; } = rest;
}
