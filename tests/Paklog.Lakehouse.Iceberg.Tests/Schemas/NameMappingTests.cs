using Paklog.Lakehouse.Iceberg.Schemas;

namespace Paklog.Lakehouse.Iceberg.Tests.Schemas;

public class NameMappingTests
{
    [Fact]
    public void Fields_are_found_by_any_of_their_names_and_by_no_other_spelling()
    {
        var mapping = NameMapping.FromJson("""
            [{"field-id": 1, "names": ["id", "record.id"]}, {"names": ["of nobody"]},
             {"field-id": 3, "names": ["location"], "fields": [{"field-id": 4, "names": ["latitude", "lat"]}, {"field-id": 5, "names": []}]}]
            """);

        Assert.Equal((1, 1), (mapping.Find("id")!.Id, mapping.Find("record.id")!.Id));
        Assert.Null(mapping.Find("ID"));
        Assert.Null(mapping.Find("record"));
        Assert.Null(mapping.Find("of nobody")!.Id);
        Assert.Equal(4, mapping.Find("location")!.Fields.Find("lat")!.Id);
        Assert.Null(mapping.Find("lat"));
        Assert.Null(mapping.Find("id")!.Fields.Find("id"));
    }

    [Theory]
    [InlineData("nonsense", "The name mapping is not JSON")]
    [InlineData("{}", "A name mapping must be a JSON array")]
    [InlineData("""[{"field-id": 1}]""", "lacks 'names'")]
    [InlineData("""[{"field-id": "1", "names": ["a"]}]""", "must be an int")]
    [InlineData("""[{"field-id": 1, "names": [7]}]""", "must be a string, not 7")]
    [InlineData("""[{"field-id": 1, "names": ["a"]}, {"field-id": 2, "names": ["b", "a"]}]""", "gives the name 'a' to two fields")]
    public void What_is_no_mapping_is_said_to_be_none(string json, string sentence)
    {
        var error = Assert.Throws<IcebergException>(() => NameMapping.FromJson(json));

        Assert.Equal(IcebergErrorKind.InvalidData, error.Kind);
        Assert.Contains(sentence, error.Message);
    }
}
