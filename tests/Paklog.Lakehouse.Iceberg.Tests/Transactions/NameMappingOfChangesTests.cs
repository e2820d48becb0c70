using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Transactions;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Iceberg.Tests.Transactions;

/// <summary>The table's name mapping goes with its columns, by the rules of the Java library: files without ids that come later, or came before, are read by it.</summary>
public sealed class NameMappingOfChangesTests : IDisposable
{
    private static readonly Schema Nested = new SchemaBuilder()
        .Optional("id", IcebergType.Long)
        .Optional("s", new StructType(NestedField.Optional(0, "a", IcebergType.Int), NestedField.Optional(0, "b", IcebergType.String)))
        .Optional("l", ListType.Of(new StructType(NestedField.Optional(0, "k", IcebergType.Int))))
        .Optional("m", MapType.Of(IcebergType.String, new StructType(NestedField.Optional(0, "p", IcebergType.Int))))
        .Build();

    private readonly TestWarehouse warehouse = new();

    public void Dispose() => warehouse.Dispose();

    public static TheoryData<string, UpdateSchema, string> Changes => new()
    {
        { "an added column gets an entry", new UpdateSchema().AddColumn("new", IcebergType.Int), """[{"field-id":1,"names":["id","old_id"]},{"field-id":2,"names":["region"]},{"names":["of nobody"]},{"field-id":4,"names":["new"]}]""" },
        { "a renamed column keeps its names", new UpdateSchema().RenameColumn("id", "key"), """[{"field-id":1,"names":["id","old_id","key"]},{"field-id":2,"names":["region"]},{"names":["of nobody"]}]""" },
        { "renamed twice it has the last name", new UpdateSchema().RenameColumn("id", "once").RenameColumn("once", "twice"), """[{"field-id":1,"names":["id","old_id","twice"]},{"field-id":2,"names":["region"]},{"names":["of nobody"]}]""" },
        { "renamed back it stays", new UpdateSchema().RenameColumn("id", "old_id"), """[{"field-id":1,"names":["id","old_id"]},{"field-id":2,"names":["region"]},{"names":["of nobody"]}]""" },
        { "a name goes to the added column", new UpdateSchema().RenameColumn("id", "key").AddColumn("id", IcebergType.String), """[{"field-id":1,"names":["old_id","key"]},{"field-id":2,"names":["region"]},{"names":["of nobody"]},{"field-id":4,"names":["id"]}]""" },
        { "a name goes to the renamed column", new UpdateSchema().RenameColumn("region", "old_id"), """[{"field-id":1,"names":["id"]},{"field-id":2,"names":["region","old_id"]},{"names":["of nobody"]}]""" },
        { "names are exchanged", new UpdateSchema().RenameColumn("id", "x").RenameColumn("region", "id").RenameColumn("x", "region"), """[{"field-id":1,"names":["old_id","region"]},{"field-id":2,"names":["id"]},{"names":["of nobody"]}]""" },
        { "a name of no field is taken", new UpdateSchema().AddColumn("of nobody", IcebergType.Int), """[{"field-id":1,"names":["id","old_id"]},{"field-id":2,"names":["region"]},{"names":[]},{"field-id":4,"names":["of nobody"]}]""" },
        { "a column without an entry gets none", new UpdateSchema().RenameColumn("ts", "id2").RenameColumn("id2", "of nobody"), """[{"field-id":1,"names":["id","old_id"]},{"field-id":2,"names":["region"]},{"names":["of nobody"]}]""" },
        { "another case is another name", new UpdateSchema().AddColumn("ID", IcebergType.Int), """[{"field-id":1,"names":["id","old_id"]},{"field-id":2,"names":["region"]},{"names":["of nobody"]},{"field-id":4,"names":["ID"]}]""" },
        {
            "an added column brings what is inside it",
            new UpdateSchema().AddColumn("l", ListType.Of(new StructType(NestedField.Optional(0, "ä \"q\"", IcebergType.Int)))),
            """[{"field-id":1,"names":["id","old_id"]},{"field-id":2,"names":["region"]},{"names":["of nobody"]},{"field-id":4,"names":["l"],"fields":[{"field-id":5,"names":["element"],"fields":[{"field-id":6,"names":["ä \"q\""]}]}]}]"""
        },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task The_name_mapping_follows(string rule, UpdateSchema change, string expected)
    {
        await warehouse.CreateAsync();
        await SetAsync("""[{"field-id":1,"names":["id","old_id"]},{"field-id":2,"names":["region"]},{"names":["of nobody"]}]""");

        await warehouse.ApplyAsync(change);

        Assert.True(expected == Mapping, $"{rule}: {Mapping}");
        Assert.Equal(expected, NameMapping.FromJson(expected).ToJson());
    }

    [Fact]
    public async Task Inside_structs_lists_and_maps_too()
    {
        await CreateNestedAsync();
        var all = new NameMapping([Entry("id"), Entry("s", Entry("s.a"), Entry("s.b")), Entry("l", Entry("l.element", Entry("l.element.k"))), Entry("m", Entry("m.key"), Entry("m.value", Entry("m.value.p")))]);
        await SetAsync(all.ToJson());

        await warehouse.ApplyAsync(new UpdateSchema()
            .RenameColumn("s.a", "aa").AddColumn("a", IcebergType.String, "s").RenameColumn("l.element.k", "kk").AddColumn("k", IcebergType.Date, "l.element")
            .RenameColumn("m.value.p", "pp").AddColumn("more", new StructType(NestedField.Optional(0, "x", IcebergType.Int)), "m.value").RenameColumn("s", "t"));

        var mapping = NameMapping.FromJson(Mapping!);
        var schema = warehouse.Metadata.CurrentSchema;
        int Id(string path) => schema.GetField(path).Id;
        Assert.Same(mapping.Find("s"), mapping.Find("t"));
        var s = mapping.Find("t")!.Fields;
        Assert.Equal((Id("t.a"), Id("t.aa"), Id("t.b")), (s.Find("a")!.Id, s.Find("aa")!.Id, s.Find("b")!.Id));
        var element = mapping.Find("l")!.Fields.Find("element")!.Fields;
        Assert.Equal((Id("l.element.k"), Id("l.element.kk")), (element.Find("k")!.Id, element.Find("kk")!.Id));
        var value = mapping.Find("m")!.Fields.Find("value")!.Fields;
        Assert.Equal((Id("m.value.pp"), Id("m.value.pp"), Id("m.value.more.x")), (value.Find("p")!.Id, value.Find("pp")!.Id, value.Find("more")!.Fields.Find("x")!.Id));

        MappedField Entry(string path, params MappedField[] inside) => new([path[(path.LastIndexOf('.') + 1)..]], warehouse.Metadata.CurrentSchema.GetField(path).Id, new NameMapping(inside));
    }

    [Fact]
    public async Task The_entry_of_a_dropped_column_stays_until_its_name_is_another_columns()
    {
        await warehouse.CreateAsync();
        await SetAsync("[]");
        await warehouse.ApplyAsync(new UpdateSchema().AddColumn("n", IcebergType.Int));
        await warehouse.ApplyAsync(new UpdateSchema().DropColumn("n"));
        Assert.Equal("""[{"field-id":4,"names":["n"]}]""", Mapping);

        await warehouse.ApplyAsync(new UpdateSchema().AddColumn("n", IcebergType.String));

        Assert.Equal("""[{"field-id":4,"names":[]},{"field-id":5,"names":["n"]}]""", Mapping);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("""[{"field-id": 1}]""")]
    [InlineData("""[{"field-id": 1, "names": ["a"]}, {"field-id": 2, "names": ["a"]}]""")]
    public async Task A_mapping_that_cannot_be_read_stays_as_it_is_and_so_does_none(string json)
    {
        await warehouse.CreateAsync();
        await warehouse.ApplyAsync(new UpdateSchema().AddColumn("one", IcebergType.Int));
        Assert.Null(Mapping);
        await SetAsync(json);

        await warehouse.ApplyAsync(new UpdateSchema().AddColumn("two", IcebergType.Int));

        Assert.Equal(json, Mapping);
        Assert.NotNull(warehouse.Metadata.CurrentSchema.FindField("two"));
    }

    [Fact]
    public async Task What_changes_no_name_leaves_the_mapping_as_it_is_written()
    {
        const string json = """[ {"names": ["id"], "field-id": 1, "comment": "mine"} ]""";
        await warehouse.CreateAsync();
        await SetAsync(json);

        await warehouse.ApplyAsync(new UpdateSchema().MakeOptional("id").MoveFirst("ts").SetDoc("region", "r"));

        Assert.Equal(json, Mapping);
    }

    private string? Mapping => warehouse.Metadata.Properties.GetValueOrDefault(TableProperties.NameMapping);

    private Task SetAsync(string json) => warehouse.ApplyAsync(new UpdateProperties(new Dictionary<string, string> { [TableProperties.NameMapping] = json }, []));

    private async Task CreateNestedAsync()
    {
        var transaction = new Transaction(warehouse.Catalog, "main", warehouse.Options);
        transaction.Table(TestWarehouse.Orders).Create(Nested, PartitionSpec.Unpartitioned);
        await transaction.CommitAsync(new("tests", "a test"), TestWarehouse.Cancel);
    }
}
