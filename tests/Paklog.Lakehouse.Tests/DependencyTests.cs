using System.Reflection;
using Paklog.Jobs;
using Paklog.Lakehouse.Cli;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Nessie;
using Paklog.Lakehouse.Rest.Server;
using Paklog.Lakehouse.S3;
using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.SparkEngine.Translation;

namespace Paklog.Lakehouse.Tests;

/// <summary>Dependencies point one way: the binding and the table format know nothing above them, and only Jobs names everything.</summary>
public class DependencyTests
{
    [Theory]
    [InlineData(typeof(DuckDbConnection))]
    [InlineData(typeof(ICatalog))]
    [InlineData(typeof(JvmGateway))]
    public void The_foundations_know_nothing_of_ours(Type type) => Assert.Empty(Ours(type.Assembly));

    [Fact]
    public void The_toolkit_knows_the_foundations_and_not_the_jobs() =>
        Assert.Equal(["Paklog.Lakehouse.DuckDb", "Paklog.Lakehouse.Iceberg"], Ours(typeof(LakehouseBuilder).Assembly));

    [Fact]
    public void A_catalog_of_a_server_knows_the_table_format_alone() => Assert.Equal(["Paklog.Lakehouse.Iceberg"], Ours(typeof(NessieCatalog).Assembly));

    [Fact]
    public void What_serves_a_catalog_knows_the_table_format_alone() => Assert.Equal(["Paklog.Lakehouse.Iceberg"], Ours(typeof(RestCatalogServer).Assembly));

    [Fact]
    public void The_command_line_knows_the_toolkit_its_format_and_what_serves_a_catalog() =>
        Assert.Equal(["Paklog.Lakehouse", "Paklog.Lakehouse.DuckDb", "Paklog.Lakehouse.Iceberg", "Paklog.Lakehouse.Rest"], Ours(typeof(ServeVerb).Assembly));

    [Theory]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("System.CommandLine")]
    [InlineData("Spectre.Console")]
    public void The_toolkit_has_neither_a_web_server_nor_a_console(string package) =>
        Assert.DoesNotContain(typeof(LakehouseBuilder).Assembly.GetReferencedAssemblies(), reference => reference.Name!.StartsWith(package, StringComparison.Ordinal));

    [Fact]
    public void A_store_knows_the_table_format_alone() => Assert.Equal(["Paklog.Lakehouse.Iceberg"], Ours(typeof(S3Storage).Assembly));

    /// <summary>It runs the toolkit's SQL, which DuckDB parses for it, and serves the catalog to Spark programs.</summary>
    [Fact]
    public void The_engine_on_Spark_knows_the_toolkit_its_format_the_client_the_parser_of_its_SQL_and_what_serves_a_catalog() =>
        Assert.Equal(["Paklog.Lakehouse", "Paklog.Lakehouse.DuckDb", "Paklog.Lakehouse.Iceberg", "Paklog.Lakehouse.Rest", "Paklog.Lakehouse.Spark"], Ours(typeof(SparkLiteral).Assembly));

    /// <summary>Of Iceberg the composition root names no more than the contract of the providers that it adds.</summary>
    [Fact]
    public void The_jobs_are_written_on_the_toolkit_and_add_its_companions() =>
        Assert.Equal(["Paklog.Lakehouse", "Paklog.Lakehouse.Cli", "Paklog.Lakehouse.Iceberg", "Paklog.Lakehouse.Nessie", "Paklog.Lakehouse.Rest", "Paklog.Lakehouse.S3", "Paklog.Lakehouse.SparkEngine"], Ours(typeof(PaklogLakehouse).Assembly));

    private static IEnumerable<string> Ours(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Where(name => name.StartsWith("Paklog.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
