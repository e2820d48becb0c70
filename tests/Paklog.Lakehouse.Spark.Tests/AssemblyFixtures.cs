using Paklog.Lakehouse.Spark.Tests;

[assembly: AssemblyFixture(typeof(SparkDriverFixture))]
