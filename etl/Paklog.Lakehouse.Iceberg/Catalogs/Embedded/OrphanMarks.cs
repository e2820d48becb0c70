using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>
/// What sweeps have left for later ones, in <c>catalog/sweeps</c>: <c>marked-*.json</c> lists orphans and the time at which they were found, <c>removed-*.json</c> says how far back the log
/// leads to tables that can be read still. Files are written once and never changed; their format stands in the README.md of this project.
/// </summary>
internal sealed class OrphanMarks(IFileIO io, string folder)
{
    private const string What = "sweep";
    private const string Marked = "marked-";
    private const string Removed = "removed-";

    /// <summary>All marks, oldest first.</summary>
    internal async Task<IReadOnlyList<OrphanMark>> ReadAsync(CancellationToken cancellationToken)
    {
        var marks = new List<OrphanMark>();
        await foreach (var location in ListAsync(Marked, cancellationToken))
        {
            marks.Add(IcebergJson.Parse(await io.ReadAsync(location, cancellationToken), What, json => new OrphanMark(
                location, Time(json, "time"), Time(json, "history"), IcebergJson.GetList(json, "files", What, file => file.GetString() ?? "").ToHashSet(StringComparer.Ordinal))));
        }

        return [.. marks.OrderBy(mark => mark.Time)];
    }

    /// <summary>From when on commits lead to tables that can be read; the least time where nothing was ever removed.</summary>
    internal async Task<DateTimeOffset> HistoryAsync(CancellationToken cancellationToken)
    {
        var history = DateTimeOffset.MinValue;
        await foreach (var location in ListAsync(Removed, cancellationToken))
        {
            var time = IcebergJson.Parse(await io.ReadAsync(location, cancellationToken), What, json => Time(json, "history"));
            history = time > history ? time : history;
        }

        return history;
    }

    internal Task MarkAsync(DateTimeOffset time, DateTimeOffset history, IEnumerable<string> files, CancellationToken cancellationToken) => WriteAsync(
        Marked,
        time,
        writer =>
        {
            writer.WriteString("time", Text(time));
            writer.WriteString("history", Text(history));
            writer.WriteStartArray("files");
            foreach (var file in files)
                writer.WriteStringValue(file);
            writer.WriteEndArray();
        },
        cancellationToken);

    internal async Task WriteHistoryAsync(DateTimeOffset time, DateTimeOffset history, CancellationToken cancellationToken)
    {
        if (history <= await HistoryAsync(cancellationToken))
            return;
        var before = new List<string>();
        await foreach (var location in ListAsync(Removed, cancellationToken))
            before.Add(location);
        await WriteAsync(Removed, time, writer => writer.WriteString("history", Text(history)), cancellationToken);
        await DeleteAsync(before, cancellationToken);
    }

    internal async Task DeleteAsync(IEnumerable<string> locations, CancellationToken cancellationToken)
    {
        foreach (var location in locations)
            await io.DeleteAsync(location, cancellationToken);
    }

    private static DateTimeOffset Time(JsonElement json, string name) => DateTimeOffset.Parse(IcebergJson.GetString(json, name, What), CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private async IAsyncEnumerable<string> ListAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var file in io.ListAsync(folder, cancellationToken))
        {
            if (Location.FileName(file.Location).StartsWith(prefix, StringComparison.Ordinal))
                yield return file.Location;
        }
    }

    private Task WriteAsync(string prefix, DateTimeOffset time, Action<Utf8JsonWriter> members, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        using (var writer = new Utf8JsonWriter(content, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            members(writer);
            writer.WriteEndObject();
        }

        var name = $"{prefix}{time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("n")[..8]}.json";
        return io.WriteAsync(Location.Combine(folder, name), content.ToArray(), cancellationToken);
    }
}
