using System.CommandLine;
using System.Diagnostics;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Models;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>test [MODEL]</c>: runs the tests beside the models.</summary>
internal static class TestCommand
{
    internal static Command Create(CommandLine line)
    {
        var name = new Argument<string[]>("MODEL") { Description = "Models to test, as gold.fact_orders. None: all.", Arity = ArgumentArity.ZeroOrMore };
        return line.Runs(new Command("test", "Run the tests of models.") { name }, async (session, parsed, cancellationToken) =>
        {
            var started = Stopwatch.StartNew();
            var folder = session.Lakehouse.Models;
            var broken = new FailedParts();
            var models = Choose(folder, parsed.GetValue(name) ?? [], broken);
            var runner = new ModelTestRunner(session.Configuration.TimeZone.Id);
            var (passed, failed) = (0, 0);
            foreach (var model in models)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await broken.TryAsync(model.Table, () => TestAsync(model), cancellationToken);
            }

            if (!session.Json)
                session.Console.WriteLine($"{Figures.Count(passed)} passed, {Figures.Count(failed)} failed in {Figures.Seconds(started.Elapsed)}");
            if (failed > 0)
                broken.Add($"{Figures.Count(failed, "case")} of {Figures.Count(passed + failed)} failed.", null);
            broken.Throw();
            return 0;

            async Task TestAsync(Model model)
            {
                var test = ModelTestFile.Load(model);
                foreach (var result in await Task.Run(() => runner.Run(model, test, cancellationToken), cancellationToken))
                {
                    (passed, failed) = result.Passed ? (passed + 1, failed) : (passed, failed + 1);
                    Write(session, model, test, result);
                }
            }
        });
    }

    private static List<Model> Choose(ModelFolder folder, IReadOnlyList<string> names, FailedParts broken)
    {
        var tables = folder.Models.Select(model => model.Table).Concat(folder.Refused.Select(model => model.Table)).ToList();
        foreach (var name in names.Where(name => tables.Count(table => Is(table, name)) != 1))
            throw new LakehouseException($"There is no model '{name}'; there are {string.Join(", ", tables)}.");
        foreach (var error in folder.Refused.Where(model => IsChosen(model.Table)).SelectMany(model => model.Errors))
            broken.Add(error.ToString(), null);
        return [.. folder.Models.Where(model => IsChosen(model.Table))];

        bool IsChosen(TableIdentifier table) => names.Count == 0 || names.Any(name => Is(table, name));
    }

    private static bool Is(TableIdentifier table, string name) => table.ToString() == name || table.Name == name;

    private static void Write(CommandSession session, Model model, ModelTest test, ModelTestResult result)
    {
        if (session.Json)
        {
            session.WriteJson(json =>
            {
                json.WriteString("model", model.Table.ToString());
                json.WriteString("case", result.Case);
                json.WriteBoolean("passed", result.Passed);
                json.WriteString("file", test.File);
                json.WriteNumber("line", result.Line);
                json.WriteStartArray("differences");
                foreach (var difference in result.Differences)
                    json.WriteStringValue(difference);
                json.WriteEndArray();
            });
            return;
        }

        session.Console.MarkupLine($"{(result.Passed ? "[green]passed[/]" : "[red]failed[/]")}  {model.Table}  {Markup.Escape(result.Case)}");
        foreach (var difference in result.Differences)
            session.Console.WriteLine($"        {test.File}:{result.Line}: {difference}");
    }
}
