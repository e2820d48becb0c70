namespace Paklog.Lakehouse.IntegrationTests.Trino;

/// <summary>The tests that share one Trino.</summary>
[CollectionDefinition(Name)]
public sealed class TrinoCollection : ICollectionFixture<TrinoFixture>
{
    public const string Name = "Trino";
}
