using System.CommandLine;
using System.Diagnostics;
using Paklog.Lakehouse.Models;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>test [MODEL]</c>: runs the tests beside the models.</summary>
internal static class TestCommand
{
    internal static Command Create(CommandLine line)
    {
        var name = new Argument<string[]>("MODEL") { Description = "Models to test, as gold.fact_orders. None: all.", Arity = ArgumentArity.ZeroOrMore };
        return line.Runs(new Command("test", "Run the tests of models.") { name }, (session, parsed, cancellationToken) =>
        {
            var started = Stopwatch.StartNew();
            var models = Choose(ModelFile.LoadFolder(session.ModelsFolder()), parsed.GetValue(name) ?? []);
            var runner = new ModelTestRunner(session.Configuration.TimeZone.Id);
            var (passed, failed) = (0, 0);
            foreach (var model in models)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var test = ModelTestFile.Load(model);
                foreach (var result in runner.Run(model, test))
                {
                    (passed, failed) = result.Passed ? (passed + 1, failed) : (passed, failed + 1);
                    Write(session, model, test, result);
                }
            }

            if (!session.Json)
                session.Console.WriteLine($"{Figures.Count(passed)} passed, {Figures.Count(failed)} failed in {Figures.Seconds(started.Elapsed)}");
            return failed > 0 ? throw new LakehouseException($"{Figures.Count(failed, "case")} of {Figures.Count(passed + failed)} failed.") : Task.FromResult(0);
        });
    }

    private static List<Model> Choose(IReadOnlyList<Model> models, IReadOnlyList<string> names)
    {
        foreach (var name in names.Where(name => models.Count(model => Is(model, name)) != 1))
            throw new LakehouseException($"There is no model '{name}'; there are {string.Join(", ", models.Select(model => model.Table))}.");
        return [.. models.Where(model => names.Count == 0 || names.Any(name => Is(model, name)))];
    }

    private static bool Is(Model model, string name) => model.Table.ToString() == name || model.Table.Name == name;

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
