using System.Diagnostics;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Benchmarks;

/// <summary>Runs limit.sql, raw DuckDB on plain Parquet, by the product's own DuckDB, and times its groups.</summary>
internal static class Limit
{
    /// <summary>Seconds of each group (<c>-- land</c>, <c>-- scd2</c>, <c>-- gold</c>), and the check line.</summary>
    public static (IReadOnlyDictionary<string, double> Seconds, string Check) Run(string script, string data, string output)
    {
        foreach (var folder in (string[])["orders", "customers"])
            Directory.CreateDirectory(Path.Combine(output, folder));
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        var seconds = new Dictionary<string, double>();
        var check = "";
        foreach (var (group, statements) in Groups(File.ReadAllText(script).Replace("$DATA", data, StringComparison.Ordinal).Replace("$OUT", output, StringComparison.Ordinal)))
        {
            var watch = Stopwatch.StartNew();
            if (group == "check")
                check = CheckLine.Read(connection, statements);
            else
                connection.Execute(statements);
            seconds[group] = watch.Elapsed.TotalSeconds;
        }

        return (seconds, check);
    }

    private static IEnumerable<(string Group, string Statements)> Groups(string script)
    {
        var group = "settings";
        var statements = new List<string>();
        foreach (var line in script.Split('\n'))
        {
            if (!line.StartsWith("-- ", StringComparison.Ordinal))
            {
                statements.Add(line);
                continue;
            }

            var name = line[3..].Split(' ', ':')[0];
            if (name is not ("land" or "scd2" or "gold" or "check"))
                continue;
            yield return (group, string.Join('\n', statements));
            group = name;
            statements = [];
        }

        yield return (group, string.Join('\n', statements).Trim().TrimEnd(';'));
    }
}
