using System.Runtime.InteropServices;

namespace Paklog.Lakehouse.Iceberg.Storage;

/// <summary>Gives a finished file its name only if nobody has that name, in one step of the file system.</summary>
internal static class ExclusiveName
{
    private const int NotPermitted = 1;

    /// <summary>Moves the file to the free name.</summary>
    /// <exception cref="IOException">The name is taken, or the file system refused.</exception>
    /// <remarks>
    /// .NET's File.Move(overwrite: false) looks first and renames then, so of two writers of one name the later replaces the earlier.
    /// link(2) fails with EEXIST instead. Windows' own move does not replace. A file system without hard links (EPERM of link(2)) gets .NET's move.
    /// </remarks>
    public static void Give(string unfinished, string name)
    {
        if (OperatingSystem.IsWindows())
        {
            File.Move(unfinished, name, overwrite: false);
            return;
        }

        if (Link(unfinished, name) == 0)
        {
            File.Delete(unfinished);
            return;
        }

        var error = Marshal.GetLastPInvokeError();
        if (error == NotPermitted)
            File.Move(unfinished, name, overwrite: false);
        else
            throw new IOException($"The file '{name}' cannot get its name: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
