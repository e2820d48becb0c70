using System.Text.RegularExpressions;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.Rest.Tests;

/// <summary>Apache Iceberg's own REST Compatibility Kit: its CatalogTests and ViewCatalogTests through the Java client.</summary>
public sealed partial class CompatibilityKitTests
{
    [Fact]
    public async Task Every_test_of_the_kit_passes()
    {
        await using var warehouse = await ServedWarehouse.StartAsync();

        var output = await Engines.RunAsync(
            TestContext.Current.CancellationToken,
            "rck", warehouse.Server.Uri.ToString(), "warehouse=main", "rck.requires-namespace-create=true", "rck.supports-names-with-dot=true", "rck.supports-variant=true");

        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.True(Count(Successful(), output) >= 144, output);
        Assert.Equal(0, Count(Failed(), output));
        Assert.Empty(warehouse.Errors);
    }

    private static int Count(Regex line, string output) => int.Parse(line.Match(output).Groups[1].Value);

    [GeneratedRegex(@"\[\s*(\d+) tests successful")]
    private static partial Regex Successful();

    [GeneratedRegex(@"\[\s*(\d+) tests failed")]
    private static partial Regex Failed();
}
