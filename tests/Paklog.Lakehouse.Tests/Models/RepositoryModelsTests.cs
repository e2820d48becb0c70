using System.Text.RegularExpressions;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Models;

namespace Paklog.Lakehouse.Tests.Models;

public sealed partial class RepositoryModelsTests
{
    public static TheoryData<string> Tables => [.. RepositoryModels.All.Select(model => model.Table.ToString())];

    [Theory]
    [MemberData(nameof(Tables))]
    public void The_test_of_a_model_passes(string table)
    {
        var model = RepositoryModels.All.Single(model => model.Table.ToString() == table);
        var failures = new ModelTestRunner("UTC").Run(model, ModelTestFile.Load(model), TestContext.Current.CancellationToken)
            .Where(result => !result.Passed).Select(result => $"{model.TestFile}:{result.Line}: {result.Case}: {string.Join(" ", result.Differences)}");
        Assert.Empty(failures);
    }

    [Fact]
    public void Every_test_has_its_model()
    {
        var tests = Directory.EnumerateFiles(RepositoryModels.Folder, "*.test.yaml", SearchOption.AllDirectories);
        Assert.Equal(RepositoryModels.All.Select(model => model.TestFile).Order(), tests.Order());
    }

    [Fact]
    public void Tests_give_inputs_the_types_of_the_contracts_and_of_the_models_before()
    {
        var types = new Dictionary<string, string>();
        foreach (var contract in ContractFile.LoadFolder(Path.Combine(RepositoryModels.Folder, "..", "conf", "contracts")))
        {
            foreach (var column in contract.Columns)
                types[$"silver.{contract.Table}.{column.Name}"] = types[$"silver.{contract.Table}_history.{column.Name}"] = column.Type.ToString()!;
        }

        var compared = 0;
        foreach (var model in RepositoryModels.All)
        {
            var test = ModelTestFile.Load(model);
            foreach (var (name, type) in test.Inputs.SelectMany(input => input.Value.Select(column => ($"{input.Key}.{column.Name}", column.Type.ToString()))))
            {
                if (!types.TryGetValue(name, out var known))
                    continue;
                Assert.True(type == known, $"{test.File}: {name} has the type {known}, not {type}.");
                compared++;
            }

            foreach (var column in test.Output)
                types[$"{model.Table}.{column.Name}"] = column.Type.ToString();
        }

        Assert.True(compared > 80, $"Only {compared} columns were compared.");
    }

    [Fact]
    public void Models_call_only_functions_that_the_readme_lists_as_alike_on_both_engines()
    {
        var readme = File.ReadAllText(Path.Combine(RepositoryModels.Folder, "README.md"));
        var alike = Name().Matches(Between(readme, "### Alike on both engines", "###")).Select(match => match.Groups[1].Value).ToHashSet();
        var called = RepositoryModels.All.SelectMany(model => Call().Matches(Comment().Replace(model.Sql, "")).Select(match => match.Groups[1].Value)).ToHashSet();
        called.ExceptWith(["as", "in", "values", "over", "decimal", "and", "or", "not", "when", "then", "else", "by", "on", "from", "join"]);
        Assert.NotEmpty(alike);
        Assert.DoesNotContain(called, function => !alike.Contains(function) && !IsColumnList(function));
    }

    /// <summary>The name of a table expression with its columns: <c>digit(n)</c>.</summary>
    private static bool IsColumnList(string name) => RepositoryModels.All.Any(model => Regex.IsMatch(model.Sql, $@"\)\s+as\s+{name}\("));

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    [GeneratedRegex("`([a-z_0-9]+)")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b([a-z_0-9]+)\s*\(")]
    private static partial Regex Call();

    [GeneratedRegex("--.*")]
    private static partial Regex Comment();
}
