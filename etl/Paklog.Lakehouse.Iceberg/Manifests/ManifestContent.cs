namespace Paklog.Lakehouse.Iceberg.Manifests;

/// <summary>What kind of files a manifest lists; the numbers are those of the spec's field 517.</summary>
public enum ManifestContent
{
    Data = 0,
    Deletes = 1,
}
