using Paklog.Lakehouse.IntegrationTests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Paklog.Lakehouse.IntegrationTests;

/// <summary>Collections that take minutes begin first, so that none of them is left alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Names = ["AnyArrivalTests", Recordings.RecordingCollection.Name, "ContractsOnSparkTests", "KillTests", "SubmitTests", "RestateTests", "LandingFuzzTests"];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Array.FindIndex(Names, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)) is >= 0 and var place ? place : Names.Length)];
}
