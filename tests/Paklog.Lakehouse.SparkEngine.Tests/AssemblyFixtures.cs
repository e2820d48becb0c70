using Paklog.Lakehouse.SparkEngine.Tests;

[assembly: AssemblyFixture(typeof(SparkFixture))]
