using System.Collections.Concurrent;
using Paklog.Lakehouse.Iceberg.Parquet;

namespace Paklog.Lakehouse.Engine;

/// <summary>
/// The schemas in the footers of Parquet files, each read once: data files never change. The files of a table that have no field ids can be told by nothing else.
/// </summary>
/// <param name="open">Opens a file by its location.</param>
internal sealed class FileSchemas(Func<string, CancellationToken, Task<Stream>> open)
{
    /// <summary>Files of a store come at the price of a request or two, which wait for one another's answers.</summary>
    private const int AtOnce = 16;

    private readonly ConcurrentDictionary<string, ParquetField> known = new(StringComparer.Ordinal);

    /// <summary>The root of each file's schema, by location.</summary>
    public async Task<IReadOnlyDictionary<string, ParquetField>> ReadAsync(IEnumerable<string> locations, CancellationToken cancellationToken)
    {
        var unknown = locations.Distinct().Where(location => !known.ContainsKey(location)).ToList();
        if (unknown.Count > 0)
        {
            await Parallel.ForEachAsync(unknown, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (location, token) =>
            {
                await using var stream = await open(location, token);
                known[location] = await ParquetFooter.ReadAsync(stream, $"The file {location}", token);
            });
        }

        return known;
    }
}
