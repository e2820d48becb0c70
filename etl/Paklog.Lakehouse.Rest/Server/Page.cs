using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Rest.Server;

/// <summary>A part of a listing (OpenAPI, parameters <c>pageToken</c> and <c>pageSize</c>). The token is the last name of the page, so what comes and goes meanwhile shifts no page.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextToken)
{
    internal void WriteToken(Utf8JsonWriter writer)
    {
        if (NextToken is not null)
            writer.WriteString("next-page-token", NextToken);
    }
}

/// <summary>Cuts listings.</summary>
internal static class Page
{
    internal static Page<T> Of<T>(RestRequest request, IEnumerable<T> items, Func<T, string> name)
    {
        var ordered = items.OrderBy(name, StringComparer.Ordinal);
        if (request.Query("pageSize") is not { } text)
            return new Page<T>([.. ordered], null);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size == 0)
            throw RestException.BadRequest($"pageSize must be a number from 1 on, not '{text}'.");
        var token = request.Query("pageToken") ?? "";
        var page = ordered.Where(item => string.CompareOrdinal(name(item), token) > 0).Take(size + 1).ToList();
        return page.Count > size ? new Page<T>(page[..size], name(page[size - 1])) : new Page<T>(page, null);
    }

    internal static RestAnswer OfIdentifiers(RestRequest request, IEnumerable<TableIdentifier> identifiers)
    {
        var page = Of(request, identifiers, identifier => identifier.Name);
        return RestAnswer.Json(writer =>
        {
            page.WriteToken(writer);
            writer.WriteStartArray("identifiers");
            foreach (var identifier in page.Items)
            {
                writer.WriteStartObject();
                RestWriting.WriteIdentifier(writer, identifier);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }
}
