using System.Diagnostics.CodeAnalysis;

namespace Paklog.Lakehouse.Testing;

/// <summary>
/// The folder <c>shared</c> beside the repository (recordings, engines): PAKLOG_SHARED names another one. A test that needs what is not there is
/// skipped with a sentence; where CI=true and the folder is there, it fails instead: a build server must not pass for want of an engine.
/// </summary>
public static class Shared
{
    /// <summary>The folder's full path, or null where there is none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The full path of a file or folder in it.</summary>
    /// <param name="relative">With slashes, for example <c>data/cdc/main</c>.</param>
    public static string Require(string relative)
    {
        if (Folder is null)
            Assert.Skip($"Needs shared/{relative}: there is no folder `shared` beside the repository, and PAKLOG_SHARED names none.");
        var path = Path.Combine(Folder, relative);
        if (!Path.Exists(path))
            Missing($"Needs shared/{relative}, which is not in {Folder}.");
        return path;
    }

    /// <summary>The full path of a program that stands on PATH.</summary>
    /// <param name="program">For example <c>java</c>.</param>
    /// <param name="package">What brings it, for the sentence.</param>
    public static string RequireProgram(string program, string package)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var found = folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        if (found is null)
            Missing($"Needs the program `{program}` on PATH (Debian: {package}).");
        return found;
    }

    /// <summary>Skips the running test; fails it where CI=true and the shared folder is there.</summary>
    [DoesNotReturn]
    public static void Missing(string sentence)
    {
        if (Folder is not null && string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(sentence + " With CI=true and shared/ at hand this is a failure, not a skip.");
        Assert.Skip(sentence);
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("PAKLOG_SHARED") is { Length: > 0 } named)
        {
            return Directory.Exists(named)
                ? Path.GetFullPath(named)
                : throw new DirectoryNotFoundException($"PAKLOG_SHARED names {named}, which is no folder: correct it or unset it.");
        }
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Paklog.Lakehouse.sln")))
            root = root.Parent;
        if (root?.Parent is null)
            return null;
        var beside = Path.Combine(root.Parent.FullName, "shared");
        return Directory.Exists(beside) ? beside : null;
    }
}
