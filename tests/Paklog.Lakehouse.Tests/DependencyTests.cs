using System.Reflection;
using Paklog.Jobs;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Tests;

/// <summary>Dependencies point one way: the binding and the table format know nothing above them, and only Jobs names everything.</summary>
public class DependencyTests
{
    [Theory]
    [InlineData(typeof(DuckDbConnection))]
    [InlineData(typeof(ICatalog))]
    public void The_foundations_know_nothing_of_ours(Type type) => Assert.Empty(Ours(type.Assembly));

    [Fact]
    public void The_toolkit_knows_the_foundations_and_not_the_jobs() =>
        Assert.Equal(["Paklog.Lakehouse.DuckDb", "Paklog.Lakehouse.Iceberg"], Ours(typeof(LakehouseBuilder).Assembly));

    [Fact]
    public void The_jobs_are_written_on_the_toolkit_alone() =>
        Assert.Equal(["Paklog.Lakehouse"], Ours(typeof(PaklogLakehouse).Assembly));

    private static IEnumerable<string> Ours(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Where(name => name.StartsWith("Paklog.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
