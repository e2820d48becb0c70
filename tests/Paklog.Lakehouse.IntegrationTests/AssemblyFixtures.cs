using Paklog.Lakehouse.IntegrationTests.Spark;
using Paklog.Lakehouse.Testing;

[assembly: AssemblyFixture(typeof(SparkFixture))]
[assembly: AssemblyFixture(typeof(SparkEngineFixture))]
