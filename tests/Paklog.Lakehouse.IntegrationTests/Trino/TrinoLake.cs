using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.IntegrationTests.Iceberg;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Trino;

/// <summary>Our catalog and engine, and Trino on the same catalog by our REST server: what one commits the other sees.</summary>
internal sealed class TrinoLake(TemporaryFolder folder, ICatalog catalog, TrinoServer trino) : OurLake(folder, catalog)
{
    /// <summary>The table's name in Trino.</summary>
    public string InTrino(string name) => $"lake.{Namespace}.{name}";

    public Task<IReadOnlyList<JsonElement>> SqlAsync(string sql) => trino.SqlAsync(sql, TestContext.Current.CancellationToken);

    /// <summary>The rows that Trino reads.</summary>
    public async Task<List<string>> TrinoRowsAsync(string name) =>
        RowText.OfArrays(await SqlAsync($"SELECT * FROM {InTrino(name)}"), (await LoadAsync(name)).Metadata.CurrentSchema);

    /// <summary>What a statement answers: each row as JSON, sorted.</summary>
    public async Task<List<string>> JsonAsync(string sql) => [.. (await SqlAsync(sql)).Select(row => row.GetRawText()).Order(StringComparer.Ordinal)];
}
