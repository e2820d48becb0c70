using Paklog.Lakehouse.Spark.Gateway;
using Paklog.Lakehouse.Spark.Sql;
using Paklog.Lakehouse.Spark.Sql.Types;
using static Paklog.Lakehouse.Spark.Sql.Functions;

namespace Paklog.Lakehouse.Spark.Tests.Sql;

/// <summary>Operations of data frames against the SQL that says the same.</summary>
public class DataFrameTests(SparkDriverFixture spark) : SparkSqlTests(spark)
{
    [Fact]
    public async Task Operations_give_what_SQL_gives()
    {
        var session = await SparkAsync();
        session.Sql("select * from values (1, 'a', 10), (2, 'b', 20), (2, 'b', 20), (3, 'a', null) as t(id, kind, n)").CreateOrReplaceTempView("l");
        session.Sql("select * from values (1, 'x'), (2, 'y'), (4, 'z') as t(id, name)").CreateOrReplaceTempView("r");
        DataFrame l = session.Table("l"), r = session.Table("r");
        (DataFrame Frame, string Sql)[] pairs =
        [
            (l.Select("id", "n"), "select id, n from l"),
            (l.Select(l["id"] + 1, Col("kind").As("k")), "select id + 1, kind as k from l"),
            (l.Select("*"), "select * from l"),
            (l.SelectExpr("id * 2 as d", "kind"), "select id * 2 as d, kind from l"),
            (l.Filter("id > 1").Where(Col("kind") == "b"), "select * from l where id > 1 and kind = 'b'"),
            (l.Join(r, "id"), "select id, kind, n, name from l join r using (id)"),
            (l.Join(r, ["id"], "full"), "select * from l full join r using (id)"),
            (l.Join(r, l["id"] == r["id"], "left_anti"), "select * from l anti join r on l.id = r.id"),
            (l.As("a").Join(r.Alias("b"), Col("a.id") < Col("b.id")), "select * from l a join r b on a.id < b.id"),
            (l.CrossJoin(r), "select * from l cross join r"),
            (l.Join(Broadcast(r), ["id"], "left"), "select id, kind, n, name from l left join r using (id)"),
            (l.GroupBy("kind").Agg(Sum("n").As("s"), Count("*").As("c")), "select kind, sum(n) as s, count(*) as c from l group by kind"),
            (l.GroupBy(Col("id") % 2).Count(), "select id % 2, count(*) as count from l group by 1"),
            (l.GroupBy("kind").Max("id", "n"), "select kind, max(id), max(n) from l group by kind"),
            (l.GroupBy("id").Pivot("kind", ["a", "b"]).Sum("n"), "select * from (select id, kind, n from l) pivot (sum(n) for kind in ('a', 'b'))"),
            (l.Rollup("kind", "id").Agg(Sum("n")), "select kind, id, sum(n) from l group by rollup (kind, id)"),
            (l.Cube(Col("kind")).Agg(Avg("n")), "select kind, avg(n) from l group by cube (kind)"),
            (l.Agg(Max("n"), CountDistinct("kind")), "select max(n), count(distinct kind) from l"),
            (l.WithColumn("m", Col("n") * 2).WithColumnRenamed("kind", "k").Drop("id"), "select kind as k, n, n * 2 as m from l"),
            (l.Drop(l["n"]).Distinct(), "select distinct id, kind from l"),
            (l.DropDuplicates("kind", "id").Select("kind", "id"), "select distinct kind, id from l"),
            (l.Select("id").Union(r.Select("id")), "select id from l union all select id from r"),
            (l.UnionByName(r, allowMissingColumns: true), "select id, kind, n, null as name from l union all select id, null, null, name from r"),
            (l.Select("id").Intersect(r.Select("id")), "select id from l intersect select id from r"),
            (l.Select("id").ExceptAll(r.Select("id")), "select id from l except all select id from r"),
            (l.Na().Fill(-1, ["n"]).Na().Drop(), "select id, kind, coalesce(n, -1) as n from l"),
            (l.Na().Fill(new Dictionary<string, int> { ["n"] = 7 }), "select id, kind, coalesce(n, 7) as n from l"),
            (l.Na().Drop("any", ["n"]), "select * from l where n is not null"),
            (l.ToDF("a", "b", "c").Repartition(3, Col("a")).Coalesce(1).Hint("broadcast"), "select id as a, kind as b, n as c from l"),
            (session.Range(2, 8, 3, 2), "select id from range(2, 8, 3)"),
            (l.Sample(1.0, seed: 3), "select * from l"),
            (session.Sql("select :a + 1 as v, :s as s", new Dictionary<string, object?> { ["a"] = 1, ["s"] = "it's" }), "select 2 as v, 'it''s' as s"),
        ];
        foreach (var (frame, sql) in pairs)
        {
            var expected = session.Sql(sql);
            Assert.Equal((sql, expected.Schema().SimpleString.Replace("\"", "")), (sql, frame.Schema().SimpleString));
            Assert.Equal([sql, .. Lines(expected.Collect()).Order(StringComparer.Ordinal)], [sql, .. Lines(frame.Collect()).Order(StringComparer.Ordinal)]);
        }

        Assert.Equal(["[3,a,null]", "[2,b,20]", "[2,b,20]", "[1,a,10]"], Lines(l.OrderBy(Col("id").Desc(), Col("n")).Collect()));
        Assert.Equal(["[3]", "[2]"], Lines(l.Sort(Desc("id")).Select("id").Limit(2).Collect()));
        Assert.Equal(["[1,a,10]", "[2,b,20]"], Lines(l.OrderBy("id", "n").Take(2)));
        Assert.Equal(["[4,z]"], Lines(r.OrderBy("id").Tail(1)));
        Assert.Equal(("[1,x]", 3L, false), (r.OrderBy("id").First().ToString(), r.Count(), r.IsEmpty()));
    }

    [Fact]
    public async Task Schema_plan_and_table_are_what_Spark_says()
    {
        var session = await SparkAsync();
        var frame = session.Sql("select 1 as a, array(named_struct('x y', cast(null as decimal(9,2)), 'm', map('k', 1L))) as b, cast('x' as varchar(3)) as c");
        var json = frame.Reference.Call<JvmObject>("schema").Call<string>("json");
        Assert.Equal(json, frame.Schema().Json);
        Assert.Equal(frame.Schema(), DataType.ParseDataType(json));
        var written = new StructType([
            new StructField("a`b c", new DecimalType(9, 2), false),
            new StructField("s", new StructType([new StructField("x y", new ArrayType(new ByteType())), new StructField("m", new MapType(new StringType(), new DateType()), false)]))]);
        Assert.Equal(written.Json, session.Gateway.CallStatic<JvmObject>("org.apache.spark.sql.types.StructType", "fromDDL", written.ToDdl()).Call<string>("json"));
        Assert.Equal(["a", "b", "c"], frame.Columns());
        Assert.Equal(Tuple.Create("a", "int"), frame.DTypes().First());
        Assert.Equal("+---+\n|id |\n+---+\n|0  |\n|1  |\n+---+\nonly showing top 2 rows", session.Range(3).Text(2, 0).TrimEnd());
        Assert.Contains("Range (0, 3", session.Range(3).Plan("formatted") + session.Range(3).Plan("extended"));
        var cached = session.Range(3).Persist(StorageLevel.MEMORY_AND_DISK);
        Assert.Equal(3, cached.Count());
        Assert.Contains("InMemoryRelation", cached.Plan("extended"));
        cached.Unpersist(blocking: true);
        Assert.DoesNotContain("InMemoryRelation", session.Range(3).Plan("extended"));
    }

    [Fact]
    public async Task Rows_of_this_process_become_a_data_frame()
    {
        var session = await SparkAsync();
        var inner = new StructType([new StructField("x", new DoubleType()), new StructField("y", new TimestampNTZType())]);
        var schema = new StructType([
            new StructField("id", new LongType(), false), new StructField("name", new StringType()), new StructField("amount", new DecimalType(38, 10)),
            new StructField("day", new DateType()), new StructField("at", new TimestampType()), new StructField("raw", new BinaryType()), new StructField("f", new FloatType()),
            new StructField("inner", inner), new StructField("list", new ArrayType(new ShortType())), new StructField("map", new MapType(new StringType(), new BooleanType()))]);
        GenericRow[] rows =
        [
            new([long.MinValue, "it's \"quoted\" \\ \n 漢字", 1234567890123456789.0123456789m, new DateOnly(1, 1, 1), DateTimeOffset.UnixEpoch.AddTicks(-10), new byte[] { 0, 255 }, float.NaN,
                new GenericRow([double.NegativeInfinity, new DateTime(2026, 3, 29, 2, 30, 0)]), new object?[] { (short)-1, null }, new Dictionary<object, object?> { ["a b"] = true, ["c"] = null }]),
            new([1L, null, null, null, null, null, null, null, null, null]),
            new([2L, "", -0.5000000000m, new DateOnly(9999, 12, 31), DateTimeOffset.MaxValue.AddTicks(-9), new byte[0], 1e-30f,
                new GenericRow([null, null]), new object?[0], new Dictionary<object, object?>()]),
        ];
        session.Conf().Set("spark.sql.session.timeZone", "Asia/Tokyo");
        var frame = session.CreateDataFrame(rows, schema);
        Assert.Equal(schema, frame.Schema());
        Assert.Equal(Lines(rows.Select(row => (Row)row)), Lines(frame.Collect()));
        Assert.Equal(["[1]", "[null]"], Lines(session.CreateDataFrame(new int?[] { 1, null }).Collect()));
        Assert.Equal(200_000, session.CreateDataFrame(Enumerable.Range(0, 200_000)).Distinct().Count());
        Assert.Empty(session.CreateDataFrame(new string[0]).Collect());
        Assert.Contains("Column id", Assert.Throws<ArgumentException>(() => session.CreateDataFrame([new GenericRow(["x", null, null, null, null, null, null, null, null, null])], schema)).Message);
        Assert.Contains("Column a takes no null", Assert.Throws<ArgumentException>(() => session.CreateDataFrame([new GenericRow([null])], new StructType([new StructField("a", new LongType(), false)]))).Message);
        Assert.Contains("has a string with half", Assert.Throws<ArgumentException>(() => session.CreateDataFrame(["\ud83d\ude00", "x\ud83d"])).Message);
        Assert.Equal(["[1582-10-10]"], Lines(session.CreateDataFrame([new GenericRow([new DateOnly(1582, 10, 10)])], new StructType([new StructField("a", new DateType())])).Collect()));
        Assert.Equal(["[1,2]"], Lines(session.CreateDataFrame([new GenericRow([1, 2])], new StructType([new StructField("a", new IntegerType()), new StructField("A", new IntegerType())])).Collect()));
    }

    [Fact]
    public async Task Files_tables_and_the_catalog()
    {
        var session = await SparkAsync();
        using var folder = new Testing.TemporaryFolder();
        var frame = session.Sql("select id, id % 2 as half, cast(id as string) as name from range(10)");
        frame.Write().Mode(SaveMode.Overwrite).PartitionBy("half").Parquet(Path.Combine(folder.Path, "p"));
        Assert.Equal(5, session.Read().Parquet(Path.Combine(folder.Path, "p")).Filter("half = 1").Count());
        Assert.All(session.Read().Parquet(Path.Combine(folder.Path, "p")).InputFiles(), file => Assert.EndsWith(".parquet", file));
        Assert.NotEmpty(session.Read().Parquet(Path.Combine(folder.Path, "p")).InputFiles());
        frame.Write().Option("header", true).Csv(Path.Combine(folder.Path, "c"));
        Assert.Equal(45, session.Read().Schema("id BIGINT, half INT, name STRING").Option("header", true).Csv(Path.Combine(folder.Path, "c")).Agg(Sum("id")).First().GetAs<long>(0));
        Assert.Equal("string", session.Read().Format("csv").Options(new() { ["header"] = "true" }).Load(Path.Combine(folder.Path, "c")).Schema().Fields[0].DataType.SimpleString);
        Assert.Throws<SparkException>(() => frame.Write().Json(Path.Combine(folder.Path, "p")));

        session.Conf().Set("spark.sql.catalog.ice", "org.apache.iceberg.spark.SparkCatalog");
        session.Conf().Set("spark.sql.catalog.ice.type", "hadoop");
        session.Conf().Set("spark.sql.catalog.ice.warehouse", folder.Path);
        session.Sql("create namespace ice.db");
        frame.WriteTo("ice.db.t").Using("iceberg").PartitionedBy(Bucket(2, Col("id")), Col("half")).TableProperty("format-version", "2").Create();
        frame.Select((Col("id") + 10).As("id"), Col("half"), Col("name")).WriteTo("ice.db.t").Append();
        frame.Limit(0).WriteTo("ice.db.t").Overwrite(Col("half") == 1L);
        Assert.Equal(10, session.Table("ice.db.t").Count());
        Assert.True(session.Catalog.TableExists("ice.db.t"));
        Assert.False(session.Catalog.TableExists("ice.db.u"));
        Assert.Equal("spark_catalog", session.Catalog.CurrentCatalog());
        frame.CreateOrReplaceTempView("view_of_ten");
        Assert.Equal(new Paklog.Lakehouse.Spark.Sql.Catalog.Table("view_of_ten", null, null, "TEMPORARY", true), session.Catalog.GetTable("view_of_ten"));
        Assert.Contains("view_of_ten", session.Catalog.ListTables().Collect().Select(row => row.GetAs<string>("name")));
        Assert.True(session.Catalog.DropTempView("view_of_ten"));
        Assert.False(session.Catalog.DropTempView("view_of_ten"));
        Assert.Equal(("fallback", "x"), (session.Conf().Get("paklog.nothing", "fallback"), Get(session, "paklog.something", "x")));
        Assert.Throws<SparkException>(() => session.Conf().Get("paklog.nothing"));
        Assert.StartsWith("4.", session.Version());
        Assert.True(session.SparkContext.DefaultParallelism > 0);
    }

    private static string Get(SparkSession session, string key, string value)
    {
        session.Conf().Set(key, value);
        return session.Conf().Get(key);
    }
}
