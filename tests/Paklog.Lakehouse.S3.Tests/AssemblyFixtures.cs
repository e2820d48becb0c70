[assembly: AssemblyFixture(typeof(Paklog.Lakehouse.S3.Tests.S3Fixture))]
