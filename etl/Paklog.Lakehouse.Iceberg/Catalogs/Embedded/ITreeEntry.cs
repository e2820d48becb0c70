using System.Text.Json;

namespace Paklog.Lakehouse.Iceberg.Catalogs.Embedded;

/// <summary>What a <see cref="HashTree{TEntry}"/> holds: something with a name that is unique in the tree.</summary>
internal interface ITreeEntry<TSelf>
    where TSelf : class, ITreeEntry<TSelf>
{
    string Name { get; }

    void WriteTo(Utf8JsonWriter writer);

    static abstract TSelf ReadFrom(JsonElement json);
}
