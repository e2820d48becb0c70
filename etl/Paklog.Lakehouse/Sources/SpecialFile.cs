using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Paklog.Lakehouse.Sources;

/// <summary>
/// What has a path and is no file. .NET does not tell, and takes it for one; but to open a named pipe waits for whoever writes to it, and what a pipe has given it does not give again, so that nothing could be read twice.
/// </summary>
internal static class SpecialFile
{
    private const int FromCurrentFolder = -100;
    private const uint TypeOnly = 1;
    private const int BytesOfAnswer = 256;
    private const int OffsetOfMode = 28;

    /// <summary>What a person calls it, with its article; null for a file, and where nobody can tell.</summary>
    public static string? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var answer = new byte[BytesOfAnswer];
        try
        {
            if (Statx(FromCurrentFolder, Encoding.UTF8.GetBytes(path + '\0'), 0, TypeOnly, answer) != 0)
                return null;
        }
        catch (EntryPointNotFoundException)
        {
            // An older C library.
            return null;
        }

        return (BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(OffsetOfMode)) & 0xF000) switch
        {
            0x1000 => "a pipe",
            0x2000 or 0x6000 => "a device",
            0xC000 => "a socket",
            _ => null,
        };
    }

    /// <summary>statx(2): its structure is the same on all architectures.</summary>
    [DllImport("libc", EntryPoint = "statx")]
    private static extern int Statx(int folder, byte[] path, int flags, uint mask, [Out] byte[] answer);
}
