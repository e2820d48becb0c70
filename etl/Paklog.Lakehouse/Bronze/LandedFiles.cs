using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Bronze;

/// <summary>The files that <c>bronze._landed</c> knows.</summary>
internal sealed class LandedFiles
{
    private readonly HashSet<(string Sha256, long Bytes)> contents = [];
    private readonly HashSet<string> locations = [];

    public static async Task<LandedFiles> ReadAsync(Workspace workspace, string branch, CancellationToken cancellationToken)
    {
        var files = new LandedFiles();
        if (await workspace.Catalog.LoadTableAsync(LandedTable.Name, branch, cancellationToken) is not { } table)
            return files;
        var landed = await workspace.Engine.Reader.ReadAsync(table, cancellationToken);
        using var result = await workspace.Connection.QueryAsync($"select distinct file, bytes, sha256 from {landed.Sql}", cancellationToken);
        while (result.Read())
        {
            files.locations.Add(result.GetString(0));
            files.contents.Add((result.GetString(2), result.GetInt64(1)));
        }

        return files;
    }

    /// <summary>Whether a file of these very bytes was landed, under whatever name.</summary>
    public bool Has(InputFile file) => contents.Contains((file.Sha256, file.Bytes));

    public bool HasOtherContent(InputFile file) => locations.Contains(file.Location) && !Has(file);
}
