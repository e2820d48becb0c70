using System.Text;
using System.Text.Json;

namespace Paklog.Lakehouse.Spark.Sql.Types;

/// <summary>A type of Spark SQL. Two types are equal when their <see cref="Json"/> is, nullability of parts and metadata of fields included.</summary>
public abstract class DataType : IEquatable<DataType>
{
    /// <summary>The name that stands in the JSON of a schema: <c>integer</c>, <c>decimal(10,2)</c>, <c>struct</c>.</summary>
    public abstract string TypeName { get; }

    /// <summary>The name in SQL, as DESCRIBE shows it: <c>int</c>, <c>array&lt;bigint&gt;</c>.</summary>
    public virtual string SimpleString => TypeName;

    /// <summary>The text that <c>DataType.json()</c> of the JVM gives, and <c>DataType.fromJson</c> reads.</summary>
    public string Json
    {
        get
        {
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                WriteJson(writer);
            }

            return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        }
    }

    /// <summary>The text of the type in DDL, which every reader of schemas takes; fields of structs are quoted and keep NOT NULL.</summary>
    public virtual string Sql => SimpleString;

    /// <summary>A type from the text of <see cref="Json"/>.</summary>
    /// <exception cref="FormatException">The text is no schema, or has a type that is not known here.</exception>
    public static DataType ParseDataType(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return TypeParser.Parse(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"This is not the JSON of a Spark type: {(json.Length > 200 ? json[..200] + "..." : json)}", error);
        }
    }

    public bool Equals(DataType? other) => other is not null && (ReferenceEquals(this, other) || Json == other.Json);

    public override bool Equals(object? obj) => obj is DataType other && Equals(other);

    public override int GetHashCode() => SimpleString.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => SimpleString;

    internal virtual void WriteJson(Utf8JsonWriter writer) => writer.WriteStringValue(TypeName);
}
