using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Tests.Storage;

public class LocationTests
{
    [Theory]
    [InlineData("file:///a/b c/d%20e#f", "/a/b c/d%20e#f")]
    [InlineData("file:/a/b", "/a/b")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("file://localhost/a", "/a")]
    public void Every_spelling_of_a_local_location_is_read_and_nothing_is_decoded(string location, string path)
    {
        Assert.Equal(path, Location.ToLocalPath(location));
        Assert.Equal("file://" + path, Location.Normalize(location));
    }

    [Theory]
    [InlineData("s3://bucket/a")]
    [InlineData("file://host/a")]
    [InlineData("a/b")]
    public void Other_schemes_and_hosts_are_refused(string location) =>
        Assert.Equal(IcebergErrorKind.Unsupported, Assert.Throws<IcebergException>(() => Location.ToLocalPath(location)).Kind);

    [Fact]
    public void A_local_path_becomes_a_location_with_three_slashes()
    {
        Assert.Equal("file:///a/c", Location.OfLocalPath("/a/b/../c/"));
        Assert.Equal("file:///base/w", Location.OfLocalPath("w", "/base"));
        Assert.Throws<ArgumentException>(() => Location.OfLocalPath("w"));
    }

    [Fact]
    public void Segments_are_joined_by_one_slash() =>
        Assert.Equal("file:///w/t/metadata/x.avro", Location.Combine("file:///w/", "/t/", "metadata", "x.avro"));
}
