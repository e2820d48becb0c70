using Paklog.Lakehouse.Models;

namespace Paklog.Lakehouse.Tests.Models;

/// <summary>The models that ship in the repository's folder sql.</summary>
internal static class RepositoryModels
{
    internal static string Folder { get; } = Find();

    internal static IReadOnlyList<Model> All { get; } = ModelFile.LoadFolder(Folder);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Paklog.Lakehouse.sln")))
                return Path.Combine(folder.FullName, "sql");
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Paklog.Lakehouse.sln.");
    }
}
