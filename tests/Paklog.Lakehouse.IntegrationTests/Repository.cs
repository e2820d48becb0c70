namespace Paklog.Lakehouse.IntegrationTests;

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string Root = Find();

    /// <param name="relative">With slashes, for example <c>conf/contracts</c>.</param>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Paklog.Lakehouse.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Paklog.Lakehouse.sln.");
    }
}
