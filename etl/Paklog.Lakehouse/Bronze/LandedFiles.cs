using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Bronze;

/// <summary>The files that <c>bronze._landed</c> knows.</summary>
internal sealed class LandedFiles
{
    private readonly HashSet<(string Sha256, long Bytes)> contents = [];
    private readonly HashSet<string> locations = [];

    /// <param name="table"><c>bronze._landed</c>, or null where nothing was landed yet.</param>
    public static async Task<LandedFiles> ReadAsync(Workspace workspace, Table? table, CancellationToken cancellationToken)
    {
        var files = new LandedFiles();
        if (table is null)
            return files;
        var landed = await workspace.Embedded.Reader.ReadAsync(table, cancellationToken);
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
