using System.Globalization;

namespace Paklog.Lakehouse.Declarations;

/// <summary>Instants as literals.</summary>
internal static class InstantSql
{
    public static string Literal(DateTimeOffset instant) => $"timestamptz '{instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}+00'";
}
