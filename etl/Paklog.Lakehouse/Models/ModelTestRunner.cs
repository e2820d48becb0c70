using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Models;

/// <summary>Runs the tests of models on DuckDB, each case in a database of its own in memory.</summary>
/// <param name="timeZone">The lakehouse's time zone, in which instants become dates.</param>
public sealed class ModelTestRunner(string timeZone)
{
    /// <returns>A result for each case, in order.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled, which ends a statement that runs.</exception>
    public IReadOnlyList<ModelTestResult> Run(Model model, ModelTest test, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(test);
        return [.. test.Cases.Select(one => new ModelTestResult(one.Name, one.Line, Run(model, test, one, cancellationToken)))];
    }

    private IReadOnlyList<string> Run(Model model, ModelTest test, ModelTestCase one, CancellationToken cancellationToken)
    {
        var options = new DuckDbOptions { Threads = 1, SessionSettings = new Dictionary<string, string> { ["TimeZone"] = timeZone } };
        using var database = DuckDbDatabase.OpenInMemory(options);
        using var connection = database.Connect();
        try
        {
            foreach (var (input, columns) in test.Inputs)
            {
                connection.Execute($"create schema if not exists {DuckDbIdentifier.Quote(input.Namespace)}");
                Fill(connection, DuckDbIdentifier.Quote(input.Namespace, input.PlainName), columns, one.Given.GetValueOrDefault(input) ?? []);
            }

            connection.Execute($"create temp table actual as {model.Sql}", [], cancellationToken);
            var differences = OutputDifferences(connection, test.Output);
            if (differences.Count > 0)
                return differences;
            Fill(connection, "expected", test.Output, one.Expected);
            return new RowComparison(connection, model, one).Differences(cancellationToken);
        }
        catch (DuckDbException error)
        {
            return [$"DuckDB refused it: {error.EngineMessage}"];
        }
    }

    private static void Fill(DuckDbConnection connection, string table, IReadOnlyList<TestColumn> columns, IReadOnlyList<TestRow> rows)
    {
        connection.Execute($"create table {table} ({string.Join(", ", columns.Select(column => $"{DuckDbIdentifier.Quote(column.Name)} {TypeOf(column)}"))})");
        using var insert = connection.Prepare($"insert into {table} values ({string.Join(", ", columns.Select(column => $"cast(? as {TypeOf(column)})"))})");
        foreach (var row in rows)
            insert.Execute([.. columns.Select(column => (object?)row.Values.GetValueOrDefault(column.Name))]);
    }

    private static List<string> OutputDifferences(DuckDbConnection connection, IReadOnlyList<TestColumn> output)
    {
        using var result = connection.Query("select * from actual limit 0");
        var actual = result.Columns.Select(column => $"{column.Name} {column.Type}").ToList();
        var expected = output.Select(column => $"{column.Name} {TypeOf(column)}").ToList();
        var lacking = expected.Except(actual).Select(column => $"The output lacks the column {column}.");
        return [.. lacking, .. actual.Except(expected).Select(column => $"The output has the column {column}.")];
    }

    private static string TypeOf(TestColumn column) => column.Type switch
    {
        DecimalType number => $"DECIMAL({number.Precision},{number.Scale})",
        { TypeId: TypeId.Int } => "INTEGER",
        { TypeId: TypeId.Long } => "BIGINT",
        { TypeId: TypeId.String } => "VARCHAR",
        { TypeId: TypeId.TimestampTz } => "TIMESTAMP WITH TIME ZONE",
        var type => type.TypeId.ToString().ToUpperInvariant(),
    };
}
