namespace Paklog.Lakehouse.Iceberg.Manifests;

/// <summary>What a file holds; the numbers are those of the spec's field 134.</summary>
public enum FileContent
{
    Data = 0,
    PositionDeletes = 1,
    EqualityDeletes = 2,
}
