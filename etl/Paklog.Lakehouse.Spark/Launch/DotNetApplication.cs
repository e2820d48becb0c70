namespace Paklog.Lakehouse.Spark.Launch;

/// <summary>A compiled program that Spark starts beside its driver.</summary>
/// <param name="Assembly">The path of its .dll, as <c>dotnet publish</c> leaves it.</param>
/// <param name="Arguments">Its own arguments.</param>
public sealed record DotNetApplication(string Assembly, IReadOnlyList<string> Arguments)
{
    /// <summary>The program that runs it: a path, or a name on the PATH of the driver's machine.</summary>
    public string DotNet { get; init; } = "dotnet";
}
