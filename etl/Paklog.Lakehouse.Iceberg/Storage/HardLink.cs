using System.Runtime.InteropServices;

namespace Paklog.Lakehouse.Iceberg.Storage;

/// <summary>A second name for a file, which keeps its content alive when the first is gone.</summary>
public static class HardLink
{
    /// <summary>Gives the file a second name that is free; where the file system has no such names (or on Windows) it is copied.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static void CreateOrCopy(string existing, string name)
    {
        if (OperatingSystem.IsWindows() || Link(existing, name) != 0)
            File.Copy(existing, name);
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
