using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.IntegrationTests.Iceberg;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Recordings;

/// <summary>Real Spark reads every table of the demo, Bronze to Gold: the same counts, the same sums of all numbers, the same rows.</summary>
public class SparkReadsTheDemoTests(SparkFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Counts_sums_and_rows_are_the_same_in_every_table()
    {
        var spark = await fixture.SessionAsync(Token);
        using var lakehouse = await TestLakehouse.OpenAsync();
        await lakehouse.LandAsync(Repository.Path("tests/testdata/demo/topics"));
        await lakehouse.RunAsync();
        var compared = 0;
        foreach (var ns in (string[])["bronze", "silver", "gold"])
        {
            foreach (var identifier in await lakehouse.Workspace.Catalog.ListTablesAsync(ns, ICatalog.MainBranch, Token))
            {
                await CompareAsync(lakehouse, spark, (await lakehouse.Workspace.Catalog.LoadTableAsync(identifier, ICatalog.MainBranch, Token))!);
                compared++;
            }
        }

        Assert.Equal(35, compared);
    }

    private static async Task CompareAsync(TestLakehouse lakehouse, SparkSession spark, Table table)
    {
        var name = $"demo.{table.Identifier.Namespace}_{table.Identifier.Name}";
        await spark.RegisterAsync(name, table.MetadataLocation);
        var relation = await lakehouse.RelationAsync(table);
        var schema = table.Metadata.CurrentSchema;
        using var result = await lakehouse.Workspace.Connection.QueryAsync($"select * from {relation}", Token);
        var ours = RowText.Of(result, schema);
        var theirs = RowText.Of(await spark.SqlAsync($"select * from {SparkSession.Catalog}.{name}"), schema);
        Assert.True(ours.Count == theirs.Count, $"{table.Identifier}: {ours.Count} rows here, {theirs.Count} in Spark");
        foreach (var field in schema.Fields.Where(field => field.Type is DecimalType or { TypeId: TypeId.Int or TypeId.Long }))
        {
            var sum = $"cast(sum(cast({field.Name} as decimal(38,4))) as decimal(38,4))";
            var here = lakehouse.Workspace.Connection.QueryScalar($"select {sum} from {relation}");
            var there = (await spark.SqlAsync($"select {sum} as s from {SparkSession.Catalog}.{name}"))[0].GetProperty("s").ToString();
            Assert.True((Convert.ToString(here, CultureInfo.InvariantCulture) ?? "") == there, $"{table.Identifier}.{field.Name}: the sum is {here} here and {there} in Spark");
        }

        Assert.True(Hash(ours) == Hash(theirs), $"{table.Identifier}: the first row that differs is {ours.Zip(theirs).FirstOrDefault(pair => pair.First != pair.Second)}");
    }

    private static string Hash(IEnumerable<string> rows) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', rows))));
}
