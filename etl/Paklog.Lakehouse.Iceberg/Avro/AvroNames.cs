using System.Globalization;
using System.Text;

namespace Paklog.Lakehouse.Iceberg.Avro;

/// <summary>
/// Avro names are ASCII letters, digits and underscores. Other characters become _x and their UTF-16 unit in hex, a leading digit gets an underscore,
/// as in the Java library's AvroSchemaUtil (which lets letters of all scripts pass: other Avro parsers refuse them).
/// </summary>
internal static class AvroNames
{
    internal static string Sanitize(string name)
    {
        if (name.Length == 0)
        {
            throw IcebergException.InvalidData("A field without a name cannot be written to Avro.");
        }

        var result = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (c == '_' || char.IsAsciiLetter(c) || (i > 0 && char.IsAsciiDigit(c)))
            {
                result.Append(c);
            }
            else if (char.IsAsciiDigit(c))
            {
                result.Append('_').Append(c);
            }
            else
            {
                result.Append("_x").Append(((int)c).ToString("X", CultureInfo.InvariantCulture));
            }
        }

        return result.ToString();
    }
}
