using Paklog.Lakehouse.Testing;

[assembly: AssemblyFixture(typeof(SparkFixture))]
