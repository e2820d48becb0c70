using System.Reflection;
using Paklog.Lakehouse.Spark.Sql;
using Paklog.Lakehouse.Spark.Sql.Expressions;
using Paklog.Lakehouse.Spark.Sql.Types;
using static Paklog.Lakehouse.Spark.Sql.Expressions.Window;
using static Paklog.Lakehouse.Spark.Sql.Functions;

namespace Paklog.Lakehouse.Spark.Tests.Sql;

/// <summary>Every method that makes a column is a method of this Spark, and those with a say of their own give what SQL gives.</summary>
public class FunctionsTests(SparkDriverFixture spark) : SparkSqlTests(spark)
{
    [Fact]
    public async Task Every_function_is_one_of_this_Spark()
    {
        var session = await SparkAsync();
        var methods = typeof(Functions).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => method.ReturnType == typeof(Column)).ToArray();
        Assert.Empty(Missing(session, methods, null));
        Assert.True(methods.Length > 350, $"{methods.Length} functions");
    }

    [Fact]
    public async Task Every_method_of_a_column_is_one_of_this_Spark()
    {
        var session = await SparkAsync();
        var methods = typeof(Column).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.ReturnType == typeof(Column) && method.Name is not ("Otherwise" or "When")).ToArray();
        Assert.Empty(Missing(session, methods, Col("x")));
        Assert.True(methods.Length > 70, $"{methods.Length} methods");
    }

    [Fact]
    public async Task Functions_give_what_SQL_gives()
    {
        var session = await SparkAsync();
        var frame = session.Sql("select * from values (1, 'Ann', 1.5D, array(3, 1, 2)), (2, 'bob', null, null), (3, null, double('NaN'), array()) as t(i, s, d, a)");
        (Column Column, string Sql)[] pairs =
        [
            (Upper(Col("s")), "upper(s)"),
            (Coalesce(Col("d"), Lit(0.0)), "coalesce(d, 0D)"),
            (When(Col("i") > 1, "many").When(Col("i") == 1, "one").Otherwise(Col("s")), "case when i > 1 then 'many' when i = 1 then 'one' else s end"),
            (Col("i").Between(2, 3) & !Col("s").IsNull() | Col("s") == "Ann", "i between 2 and 3 and s is not null or s = 'Ann'"),
            (-Col("i") + Lit(3) * 2 - Col("i") % 2 / 4, "-i + 2 * 3 - i % 2 / 4"),
            (Col("s").IsIn("Ann", "x"), "s in ('Ann', 'x')"),
            (Col("i").IsIn(new int[0]), "i in (select 1 where false)"),
            (Col("i").Cast("decimal(5,2)") + 1.25m, "cast(i as decimal(5,2)) + 1.25"),
            (SortArray(Col("a"), asc: false), "sort_array(a, false)"),
            (Array("i", "d").GetItem(1), "array(i, d)[1]"),
            (FromCsv(Lit("1,x"), new StructType([new StructField("a b", new IntegerType()), new StructField("c", new StringType())]), []), "from_csv('1,x', '`a b` int, c string')"),
            (ConcatWs("-", Col("s"), Col("i")), "concat_ws('-', s, i)"),
            (RegexpReplace(Col("s"), "[a-n]+", "<$0>"), "regexp_replace(s, '[a-n]+', '<$0>')"),
            (Lit(new DateOnly(2026, 2, 28)), "date'2026-02-28'"),
            (Lit(new DateTimeOffset(2026, 2, 28, 7, 0, 0, TimeSpan.FromHours(7))), "timestamp'2026-02-28T00:00:00Z'"),
            (Lit(new DateTime(2026, 2, 28, 7, 0, 0)), "timestamp_ntz'2026-02-28 07:00:00'"),
            (Lit((short)3), "3S"),
            (Lit(1.5f), "1.5F"),
            (Lit(new byte[] { 1, 255 }), "X'01FF'"),
            (Lit(System.Data.SqlTypes.SqlDecimal.Parse("12345678901234567890123456789012345678")), "12345678901234567890123456789012345678BD"),
            (Lit(new[] { 1, 2 }), "array(1, 2)"),
            (ToJson(Struct("i", "s")), "to_json(struct(i, s))"),
            (FromJson(Lit("{\"a\":1}"), "a int").GetField("a"), "from_json('{\"a\":1}', 'a int').a"),
            (DateFormat(Lit(new DateOnly(2026, 2, 28)), "yyyyMM"), "date_format(date'2026-02-28', 'yyyyMM')"),
            (Expr("transform(a, x -> x + i)"), "transform(a, x -> x + i)"),
            (CallFunction("greatest", Col("i"), Lit(2)), "greatest(i, 2)"),
            (Lag("i", 1, 0).Over(OrderBy("i")), "lag(i, 1, 0) over (order by i)"),
            (Sum("i").Over(PartitionBy(Col("i") % 2).OrderBy(Col("i").Desc()).RowsBetween(UnboundedPreceding, CurrentRow)),
                "sum(i) over (partition by i % 2 order by i desc rows between unbounded preceding and current row)"),
        ];
        frame.CreateOrReplaceTempView("t");
        var expected = session.Sql($"select i, {string.Join(", ", pairs.Select((pair, index) => $"{pair.Sql} as c{index}"))} from t order by i");
        var actual = frame.Select([Col("i"), .. pairs.Select((pair, index) => pair.Column.As($"c{index}"))]).OrderBy("i");
        Row[] expectedRows = [.. expected.Collect()], actualRows = [.. actual.Collect()];
        Assert.Equal(3, expectedRows.Length);
        for (var index = 0; index < pairs.Length; index++)
        {
            Assert.Equal((pairs[index].Sql, expected.Schema().Fields[index + 1].DataType.SimpleString), (pairs[index].Sql, actual.Schema().Fields[index + 1].DataType.SimpleString));
            Assert.Equal([pairs[index].Sql, .. expectedRows.Select(row => $"{new GenericRow([row[index + 1]])}")], [pairs[index].Sql, .. actualRows.Select(row => $"{new GenericRow([row[index + 1]])}")]);
        }
    }

    private static List<string> Missing(SparkSession session, IEnumerable<MethodInfo> methods, Column? target)
    {
        List<string> missing = [];
        foreach (var method in methods)
        {
            var arguments = System.Array.ConvertAll(method.GetParameters(), Argument);
            try
            {
                // The column is made and not checked against data: that takes arguments that mean something.
                ((Column)method.Invoke(method.IsStatic ? null : target, arguments)!).Expression.On(session.Jvm);
            }
            catch (SparkException error) when (error.Condition is null)
            {
                missing.Add($"{method}: {error.Message}");
            }
            catch (SparkException)
            {
                // There is such a function, and it does not like these arguments.
            }
        }

        return missing;
    }

    private static object? Argument(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(Column) => Col("x"),
        var type when type == typeof(Column[]) => new[] { Col("x"), Col("y") },
        var type when type == typeof(string) => parameter.Name == "schema" ? "a int" : "x",
        var type when type == typeof(string[]) || type == typeof(IEnumerable<string>) => new[] { "x", "y" },
        var type when type == typeof(Dictionary<string, string>) => new Dictionary<string, string> { ["mode"] = "PERMISSIVE" },
        var type when type == typeof(StructType) => new StructType([new StructField("a", new IntegerType())]),
        var type when type == typeof(WindowSpec) => PartitionBy("x"),
        var type when type == typeof(object) => 1,
        var type when type.IsArray => System.Array.CreateInstance(type.GetElementType()!, 2),
        var type => Convert.ChangeType(parameter.Name == "numBits" ? 256 : 1, type, System.Globalization.CultureInfo.InvariantCulture),
    };
}
