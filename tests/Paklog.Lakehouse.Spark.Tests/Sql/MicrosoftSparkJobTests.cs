using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.Spark.Tests.Sql;

/// <summary>The job moved over by its usings gives what a few loops over the same lines give.</summary>
public class MicrosoftSparkJobTests(SparkDriverFixture spark) : SparkSqlTests(spark)
{
    private static readonly string[] Languages = ["C#", "Java", "Scala"];

    [Fact]
    public async Task A_job_of_Microsoft_Spark_moves_over_by_its_usings()
    {
        using var folder = new TemporaryFolder();
        var projects = Enumerable.Range(1, 60).Select(id => (
            Id: id, Owner: id % 7, Name: (id % 9 == 0 ? "X" : "p") + id, Language: Languages[id % 3], Forks: id * 37 % 50 - 3, Updated: new DateOnly(2015, 1, 1).AddDays(id * 20))).ToArray();
        var csv = Path.Combine(folder.Path, "projects.csv");
        var json = Path.Combine(folder.Path, "owners.json");
        File.WriteAllLines(csv, ["id,owner_id,name,language,forks,updated_at", .. projects.Select(p => $"{p.Id},{p.Owner},{p.Name},{(p.Id % 10 == 0 ? "" : p.Language)},{p.Forks},{p.Updated:yyyy-MM-dd}")]);
        File.WriteAllLines(json, Enumerable.Range(1, 6).Select(id => $$"""{"owner_id":{{id}},"owner":"o{{id}}","country":"c"}"""));

        var session = await SparkAsync();
        new MicrosoftSparkJob().Run(session, [csv, json, folder.Path]);

        var kept = projects.Where(p => p.Id % 10 != 0 && p.Updated > new DateOnly(2015, 10, 20) && p.Forks > 0 && p.Name[0] == 'p').ToArray();
        var expected = kept.GroupBy(p => p.Language).OrderBy(group => group.Key, StringComparer.Ordinal).SelectMany(group =>
        {
            var ordered = group.OrderByDescending(p => p.Forks).ThenBy(p => p.Name, StringComparer.Ordinal).Take(2).ToArray();
            return ordered.Select((p, rank) =>
                $"[{p.Name},{p.Forks},{(p.Owner == 0 ? "nobody" : $"o{p.Owner}")},{rank + 1},{ordered.Take(rank + 1).Sum(o => o.Forks)},{group.Max(o => o.Forks)},{p.Language}]");
        }).ToArray();
        Assert.Equal(6, expected.Length);
        Assert.Equal(expected, Lines(session.Read().Parquet(Path.Combine(folder.Path, "ranked.parquet")).OrderBy("language", "rank").Collect()));
        Assert.Equal(kept.Sum(p => p.Forks), session.Sql("select sum(forks) from projects").First().GetAs<int>(0));
    }
}
