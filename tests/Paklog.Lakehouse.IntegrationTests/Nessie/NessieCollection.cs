using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Nessie;

/// <summary>The tests that share one Nessie run one after another, since each begins with an empty one.</summary>
[CollectionDefinition(Name)]
public sealed class NessieCollection : ICollectionFixture<NessieServer>
{
    public const string Name = "Nessie";
}
