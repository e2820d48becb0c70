using System.Globalization;
using Paklog.Lakehouse.Iceberg.Metadata;
using Paklog.Lakehouse.Iceberg.Storage;

namespace Paklog.Lakehouse.Iceberg.Catalogs;

/// <summary>Metadata files are named as Iceberg's own catalogs do it, so that those continue the count: <c>00003-&lt;uuid&gt;.metadata.json</c>.</summary>
internal static class MetadataFileName
{
    /// <param name="former">The metadata file before; null for the first.</param>
    internal static string Next(string location, IReadOnlyDictionary<string, string> properties, string? former, Guid uuid)
    {
        var version = 0;
        if (former is not null && int.TryParse(Location.FileName(former).Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var formerVersion))
            version = formerVersion + 1;
        var folder = properties.TryGetValue(TableProperties.MetadataPath, out var named) ? named : Location.Combine(location, "metadata");
        return Location.Combine(folder, $"{version:D5}-{uuid}.metadata.json");
    }
}
