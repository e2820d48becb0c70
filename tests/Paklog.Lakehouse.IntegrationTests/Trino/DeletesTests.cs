using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Manifests;
using Paklog.Lakehouse.Iceberg.Partitioning;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.IntegrationTests.Trino;

/// <summary>Rows deleted and changed by Trino and by us in turns, each on top of the other's position deletes, with the files of either; a model in memory says what is to be read.</summary>
[Collection(TrinoCollection.Name)]
public sealed class DeletesTests(TrinoFixture trino)
{
    private const int Count = 80_000;

    private static readonly Schema Columns = new SchemaBuilder().Optional("id", IcebergType.Long).Optional("part", IcebergType.Long).Optional("v", IcebergType.String).Build();

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Deletes_and_merges_in_turns(bool ourFiles, bool weBegin)
    {
        var lake = await trino.LakeAsync();
        var name = $"turns_{ourFiles}_{weBegin}".ToLowerInvariant();
        var table = lake.InTrino(name);

        // The texts do not compress, so that the files are too large for us to write them again for a few rows.
        if (ourFiles)
        {
            await lake.CreateAsync(name, Columns, new PartitionSpecBuilder(Columns).Identity("part").Build());
            await lake.AppendAsync(name, $"SELECT range AS id, range % 2 AS part, md5(range::VARCHAR) || sha1(range::VARCHAR) AS v FROM range({Count}) UNION ALL SELECT -1, 2, 'goes as a whole'");
        }
        else
        {
            await lake.SqlAsync($"CREATE TABLE {table} (id bigint, part bigint, v varchar) WITH (format_version = 2, partitioning = ARRAY['part'])");
            await lake.SqlAsync($"INSERT INTO {table} SELECT id, id % 2, to_hex(md5(to_utf8(CAST(id AS varchar)))) || to_hex(sha1(to_utf8(CAST(id AS varchar)))) FROM (SELECT a * 10000 + b AS id FROM UNNEST(sequence(0, {(Count / 10_000) - 1})) x(a), UNNEST(sequence(0, 9999)) y(b)) UNION ALL SELECT -1, 2, 'goes as a whole'");
        }

        var model = Enumerable.Range(0, Count).ToDictionary(id => (long)id, id => (Part: (long)(id % 2), Text: (string?)null));
        model[-1] = (2, "goes as a whole");
        await AssertAsync(lake, name, model);
        for (var turn = 0; turn < 3; turn++)
        {
            // Deleted, what the last turn has added among them; changed in place, moved to the other partition, changed again what the last turn has changed, and new.
            var deleted = Enumerable.Range(0, 20).Select(n => (n * 1_777L) + turn).Append(Count + turn - 1).ToList();
            var merged = Enumerable.Range(0, 10).Select(n => (Id: (n * 3_331L) + 17 + (turn / 2), Part: (long)(n % 2), Text: $"turn {turn}")).Append((Count + turn, 1, "new")).ToList();
            if (weBegin == (turn % 2 == 0))
            {
                var values = string.Join(", ", merged.Select(row => $"({row.Id}, {row.Part}, '{row.Text}')"));
                var delta = await lake.DeleteAsync(name, $"SELECT unnest([{string.Join(", ", deleted)}]) AS id", "id");
                Assert.Equal(2, delta.Deletes.Count);
                Assert.All(delta.Deletes, file => Assert.Equal(FileContent.PositionDeletes, file.Content));
                await lake.MergeAsync(name, $"SELECT id::BIGINT AS id, part::BIGINT AS part, v FROM (VALUES {values}) m(id, part, v)", "id");
            }
            else
            {
                var values = string.Join(", ", merged.Select(row => $"(BIGINT '{row.Id}', BIGINT '{row.Part}', '{row.Text}')"));
                await lake.SqlAsync($"DELETE FROM {table} WHERE id IN ({string.Join(", ", deleted)})");
                await lake.SqlAsync($"MERGE INTO {table} t USING (VALUES {values}) m(id, part, v) ON t.id = m.id WHEN MATCHED THEN UPDATE SET part = m.part, v = m.v WHEN NOT MATCHED THEN INSERT (id, part, v) VALUES (m.id, m.part, m.v)");
                await lake.SqlAsync($"DELETE FROM {table} WHERE part = 2");
                model.Remove(-1);
            }

            foreach (var id in deleted)
                model.Remove(id);
            foreach (var row in merged)
                model[row.Id] = (row.Part, row.Text);
            await AssertAsync(lake, name, model);
        }

        Assert.NotEqual("[0]", Assert.Single(await lake.JsonAsync($"SELECT count(*) FROM lake.{lake.Namespace}.\"{name}$files\" WHERE content = 1")));
        await lake.SqlAsync($"ALTER TABLE {table} EXECUTE optimize");
        Assert.Equal("[0]", Assert.Single(await lake.JsonAsync($"SELECT count(*) FROM lake.{lake.Namespace}.\"{name}$files\" WHERE content = 1")));
        await AssertAsync(lake, name, model);
    }

    /// <summary>Both read as many rows as the model has, the same by sums, and row for row those that were changed.</summary>
    private static async Task AssertAsync(TrinoLake lake, string name, Dictionary<long, (long Part, string? Text)> model)
    {
        const string sums = "count(*), sum(id), sum(part * (id % 1009)), sum(length(v) * (id % 97))";
        const string changed = "id, part, v";
        var relation = (await lake.Engine.Reader.ReadAsync(await lake.LoadAsync(name), TestContext.Current.CancellationToken)).Sql;
        var expected = $"[{model.Count},{model.Keys.Sum()},{model.Sum(row => row.Value.Part * (row.Key % 1009))},{model.Sum(row => (row.Value.Text?.Length ?? 72) * (row.Key % 97))}]";
        var rows = model.Where(row => row.Value.Text is not null).Select(row => JsonSerializer.Serialize<object[]>([row.Key, row.Value.Part, row.Value.Text!])).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(expected, (string)lake.Connection.QueryScalar($"SELECT CAST(json_array({sums}) AS VARCHAR) FROM {relation}")!);
        Assert.Equal(expected, Assert.Single(await lake.JsonAsync($"SELECT {sums} FROM {lake.InTrino(name)}")));
        using var result = lake.Connection.Query($"SELECT CAST(json_array({changed}) AS VARCHAR) FROM {relation} WHERE length(v) < 72");
        var ours = new List<string>();
        while (result.Read())
            ours.Add(result.GetString(0));
        Assert.Equal(rows, ours.Order(StringComparer.Ordinal));
        Assert.Equal(rows, await lake.JsonAsync($"SELECT {changed} FROM {lake.InTrino(name)} WHERE length(v) < 72"));
    }
}
