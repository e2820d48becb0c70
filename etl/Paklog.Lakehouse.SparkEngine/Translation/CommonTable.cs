using System.Text.Json;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>A table that WITH names: its query as a node, and its columns.</summary>
internal readonly record struct CommonTable(JsonElement Node, IReadOnlyDictionary<string, SqlType> Types);
