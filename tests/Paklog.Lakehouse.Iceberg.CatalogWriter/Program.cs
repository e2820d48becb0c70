using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Iceberg.Catalogs.Embedded;
using Paklog.Lakehouse.Iceberg.Metadata;

// The other process of the embedded catalog's tests: commits to shared.counter, and in the same commit to shared.<writer>, as often as it is told.
// Both tables must be there. Each commit is acknowledged by its hash on a line of standard output.
var (warehouse, writer, count) = (args[0], args[1], int.Parse(args[2]));
var catalog = await EmbeddedCatalog.OpenAsync(warehouse);
for (var n = 0; n < count; n++)
{
    var mark = new SetProperties(new Dictionary<string, string> { [$"{writer}.{n}"] = "committed" });
    var hash = await catalog.CommitAsync(
        ICatalog.MainBranch,
        [
            new TableCommit(new TableIdentifier("shared", "counter"), [], [mark]),
            new TableCommit(new TableIdentifier("shared", writer), [], [mark]),
        ],
        new CommitInfo(writer, $"commit {n}"));
    Console.WriteLine(hash);
}
