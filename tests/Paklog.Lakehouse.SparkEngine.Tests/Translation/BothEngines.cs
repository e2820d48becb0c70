using System.Collections;
using System.Data.SqlTypes;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Spark.Sql;
using Paklog.Lakehouse.SparkEngine.Translation;

namespace Paklog.Lakehouse.SparkEngine.Tests.Translation;

/// <summary>Runs one text on DuckDB and, translated, on Spark, and compares the rows, value by value.</summary>
internal sealed partial class BothEngines : IDisposable
{
    private readonly DuckDbDatabase database =
        DuckDbDatabase.OpenInMemory(new DuckDbOptions { SessionSettings = new Dictionary<string, string> { ["TimeZone"] = "UTC" } });

    private readonly SparkSession spark;
    private string timeZone = "UTC";

    private BothEngines(SparkSession spark)
    {
        this.spark = spark;
        Connection = database.Connect();
        Translation = new SparkSql(Connection, new SparkBindings
        {
            Table = (schema, name) => schema is null ? SparkLiteral.Name(name) : SparkLiteral.Name($"{schema}__{name}"),
            Columns = (schema, name) => KnowsTypes ? ColumnsOf(schema, name) : null,
            TimeZone = () => timeZone,
        });
    }

    public DuckDbConnection Connection { get; }

    public SparkSql Translation { get; }

    /// <summary>Whether the translation is told the types of tables' columns; without, Spark must find out for itself.</summary>
    public bool KnowsTypes { get; set; } = true;

    public static async Task<BothEngines> StartAsync(SparkFixture spark) => new(await spark.SessionAsync(TestContext.Current.CancellationToken));

    /// <summary>Makes a relation of this name on both.</summary>
    public void View(string name, string select) => View(null, name, select);

    public void View(string? schema, string name, string select)
    {
        Connection.Execute($"create or replace {(schema is null ? "temp " : "")}table {(schema is null ? "" : DuckDbIdentifier.Quote(schema) + ".")}{DuckDbIdentifier.Quote(name)} as {select}");
        _ = spark.Sql($"CREATE OR REPLACE TEMPORARY VIEW {SparkLiteral.Name(schema is null ? name : $"{schema}__{name}")} AS {Translation.Select(select)}");
    }

    public void SetTimeZone(string zone)
    {
        Connection.Execute($"set TimeZone = {DuckDbLiteral.Quote(zone)}");
        spark.Conf().Set("spark.sql.session.timeZone", zone);
        timeZone = zone;
    }

    /// <summary>The rows in which the engines differ, column by column; empty where they agree. Rows are compared in the order of their first column.</summary>
    public List<string> Differences(string select)
    {
        var expected = OnDuckDb(select);
        var translated = Translation.Select(select);
        List<string[]> actual;
        try
        {
            actual = OnSpark(translated);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return [$"Spark refused: {error.Message[..Math.Min(error.Message.Length, 1500)]}\nof: {translated[..Math.Min(translated.Length, 3000)]}"];
        }

        expected.Sort(Compare);
        actual.Sort(Compare);
        var differences = new List<string>();
        if (expected.Count != actual.Count)
            differences.Add($"DuckDB gives {expected.Count} rows, Spark {actual.Count}");
        foreach (var (left, right) in expected.Zip(actual))
        {
            for (var column = 0; column < left.Length; column++)
            {
                if (left[column] != right[column])
                    differences.Add($"row {left[0]} column {column}: DuckDB {left[column]}, Spark {right[column]}");
            }
        }

        return differences;
    }

    /// <summary>Runs a text on Spark alone.</summary>
    /// <exception cref="SparkException">Spark fails at it.</exception>
    public void RunOnSpark(string select) => OnSpark(Translation.Select(select));

    /// <summary>Runs a text on DuckDB alone.</summary>
    /// <exception cref="DuckDbException">DuckDB fails at it.</exception>
    public void RunOnDuckDb(string select) => OnDuckDb(select);

    public void AssertEqual(string select) => Assert.Empty(Differences(select));

    public void Dispose()
    {
        Connection.Dispose();
        database.Dispose();
    }

    private IReadOnlyList<DuckDbField> ColumnsOf(string? schema, string name)
    {
        using var result = Connection.Query($"select * from {(schema is null ? "" : DuckDbIdentifier.Quote(schema) + ".")}{DuckDbIdentifier.Quote(name)} limit 0");
        return result.Columns;
    }

    private List<string[]> OnSpark(string translated) => [.. spark.Sql(translated).Collect().Select(row => row.Values.Select(Shown).ToArray())];

    private List<string[]> OnDuckDb(string select)
    {
        var rows = new List<string[]>();
        using var result = Connection.Query(select);
        while (result.Read())
            rows.Add([.. Enumerable.Range(0, result.Columns.Count).Select(column => Shown(result.GetValue(column)))]);
        return rows;
    }

    private static int Compare(string[] left, string[] right) => string.CompareOrdinal(string.Join('\u0001', left), string.Join('\u0001', right));

    /// <summary>A value as one text, numbers by what they are worth, whatever their type.</summary>
    private static string Shown(object? value) => value switch
    {
        null => "NULL",
        string text => "'" + YearsBeforeChrist().Replace(text, match => $"{1 - int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture):0000}{match.Groups[2].Value}") + "'",
        Guid uuid => $"'{uuid:D}'",
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        decimal number => Number(number.ToString(CultureInfo.InvariantCulture)),
        SqlDecimal number => Number(number.ToString()),
        DuckDbDecimal number => Number(number.ToString()),
        BigInteger or Int128 or long or int or short or sbyte => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        byte[] bytes => "x" + Convert.ToHexString(bytes),
        DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        DateTime time => DateTime.SpecifyKind(time, DateTimeKind.Unspecified).ToString("O", CultureInfo.InvariantCulture),
        KeyValuePair<string, object?>[] record => "{" + string.Join(", ", record.Select(field => $"{field.Key}: {Shown(field.Value)}")) + "}",
        Row record => "{" + string.Join(", ", record.Schema.Fields.Zip(record.Values, (field, item) => $"{field.Name}: {Shown(item)}")) + "}",
        IEnumerable list => "[" + string.Join(", ", list.Cast<object?>().Select(Shown)) + "]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Number(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;

    [GeneratedRegex(@"^([0-9]{4,})(-[0-9]{2}-[0-9]{2}) \(BC\)")]
    private static partial Regex YearsBeforeChrist();
}
