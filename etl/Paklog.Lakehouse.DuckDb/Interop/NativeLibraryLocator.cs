using System.Reflection;
using System.Runtime.InteropServices;

namespace Paklog.Lakehouse.DuckDb.Interop;

/// <summary>Finds libduckdb: the file named by DUCKDB_LIBRARY, otherwise the one beside the application.</summary>
internal static class NativeLibraryLocator
{
    public const string Variable = "DUCKDB_LIBRARY";

    static NativeLibraryLocator() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLocator).Assembly, Resolve);

    /// <summary>Registers the look-up once; to be called before the first native call.</summary>
    public static void Register()
    {
        // The work is in the static constructor, which the runtime runs exactly once.
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (library != NativeMethods.Library)
            return 0;

        var chosen = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(chosen))
        {
            return NativeLibrary.TryLoad(chosen, out var named)
                ? named
                : throw new DllNotFoundException($"{Variable} names '{chosen}', which cannot be loaded as DuckDB's library: correct it or unset it.");
        }

        return NativeLibrary.TryLoad(library, assembly, searchPath, out var found)
            ? found
            : throw new DllNotFoundException(
                $"DuckDB's native library was not found beside the application in '{AppContext.BaseDirectory}': build it without {Variable} for a machine that DuckDB serves, or set {Variable} to the library's path.");
    }
}
