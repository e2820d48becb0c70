using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Paklog.Lakehouse.Iceberg.Schemas;
using Paklog.Lakehouse.Iceberg.Types;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.IntegrationTests.Iceberg;

/// <summary>Tables that PyIceberg 0.12 wrote (shared/data/reports/iceberg), unpacked where their metadata says that they are.</summary>
internal static class PyIcebergTables
{
    private const string Archive = "data/reports/iceberg/pyiceberg.tar.gz";

    private static readonly Lazy<string> Unpacked = new(Unpack);

    internal static string MetadataOf(string name) => File.ReadAllText(Path.Combine(Unpacked.Value, $"{name}.metadata")).Trim();

    /// <summary>The rows that PyIceberg reads, as <see cref="RowText"/> has them.</summary>
    internal static List<string> RowsOf(string name, Schema schema)
    {
        var rows = File.ReadLines(Path.Combine(Unpacked.Value, $"{name}.expected.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Select(row => string.Join(" | ", schema.Fields.Select(field => Text(row.GetProperty(field.Name), field.Type))))
            .ToList();
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static string Text(JsonElement value, IcebergType type) => (value.ValueKind, type) switch
    {
        (JsonValueKind.Null, _) => "null",
        (_, StructType record) => "{" + string.Join(", ", record.Fields.Select(field => $"{field.Name}: {Text(value.GetProperty(field.Name), field.Type)}")) + "}",
        (_, ListType list) => "[" + string.Join(", ", value.EnumerateArray().Select(item => Text(item, list.Element))) + "]",
        (_, MapType map) => "{" + string.Join(", ", value.EnumerateArray().Select(entry => $"{Text(entry[0], map.Key)} => {Text(entry[1], map.Value)}").Order(StringComparer.Ordinal)) + "}",
        (_, { TypeId: TypeId.Float or TypeId.Double }) => value.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        (_, { TypeId: TypeId.String or TypeId.Uuid }) => JsonSerializer.Serialize(value.GetString()),
        (_, { TypeId: TypeId.Binary or TypeId.Fixed }) => Convert.ToBase64String(Convert.FromHexString(value.GetString()!)),
        (_, { TypeId: TypeId.Timestamp }) => Micros(value.GetString()!),
        (_, { TypeId: TypeId.TimestampTz }) => Micros(value.GetString()!.Replace("+00:00", "", StringComparison.Ordinal)) + "Z",
        (_, { TypeId: TypeId.Time }) => TimeOnly.Parse(value.GetString()!, CultureInfo.InvariantCulture).ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        (JsonValueKind.True or JsonValueKind.False, _) => value.GetRawText(),
        _ => value.ToString(),
    };

    private static string Micros(string time) => DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.None).ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>Other processes may do the same: every file is there whole before the last, and equal whoever wrote it.</summary>
    private static string Unpack()
    {
        var archive = Shared.Require(Archive);
        Shared.RequireProgram("tar", "tar");
        const string parent = "/tmp/paklog-fixtures";
        Directory.CreateDirectory(parent);
        using var gate = Lock(Path.Combine(parent, ".lock"));
        using var tar = Process.Start("tar", ["xzf", archive, "-C", "/tmp"]);
        tar.WaitForExit();
        Assert.Equal(0, tar.ExitCode);
        return Path.Combine(parent, "pyiceberg");
    }

    private static FileStream Lock(string path)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < 300)
            {
                Thread.Sleep(100);
            }
        }
    }
}
