using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Models;

namespace Paklog.Lakehouse.SparkEngine.Tests.Translation;

/// <summary>The models of sql/ over the rows of their own tests: the same rows on both engines, in a time zone where days begin at another hour.</summary>
public class ModelsOnBothEnginesTests(SparkFixture spark)
{
    private static readonly string Folder = Path.Combine(Root(), "sql");

    public static TheoryData<string> Tables => [.. Directory.EnumerateFiles(Folder, "*.sql", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_model_gives_the_same_rows(string file)
    {
        using var engines = await BothEngines.StartAsync(spark);
        engines.SetTimeZone("Asia/Ho_Chi_Minh");
        var model = ModelFile.Load(Path.Combine(Folder, file));
        var test = ModelTestFile.Load(model);
        foreach (var (input, columns) in test.Inputs)
        {
            engines.Connection.Execute($"create schema if not exists {DuckDbIdentifier.Quote(input.Namespace)}");
            var rows = test.Cases.SelectMany(one => one.Given.GetValueOrDefault(input) ?? []).Distinct()
                .Select(row => $"select {string.Join(", ", columns.Select(column => Value(column, row)))}")
                .Append($"select {string.Join(", ", columns.Select(column => Value(column, null)))}");
            engines.View(input.Namespace, input.Name, string.Join(" union all ", rows));
        }

        Assert.Equal([], engines.Differences(model.Sql));
    }

    private static string Value(TestColumn column, TestRow? row) =>
        $"cast({(row?.Values.GetValueOrDefault(column.Name) is { } text ? DuckDbLiteral.Quote(text) : "null")} as {DuckDbTypes.Name(column.Type)}) as {DuckDbIdentifier.Quote(column.Name)}";

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Paklog.Lakehouse.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
