namespace Paklog.Lakehouse.S3.Tests;

/// <summary>A bucket of the real server.</summary>
/// <param name="Folder">Where the server keeps its files.</param>
internal sealed record Bucket(string Name, string Folder, S3Options Options)
{
    internal string Location => $"s3://{Name}";

    internal string Warehouse => Location + "/lake/warehouse";

    internal Uri Endpoint => Options.Endpoint!;
}
