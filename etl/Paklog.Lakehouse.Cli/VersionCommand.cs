using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using Paklog.Lakehouse.Iceberg.Metadata;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>version</c>: of the program and of what it stands on.</summary>
internal static class VersionCommand
{
    internal static Command Create(CommandLine line) => line.Runs(new Command("version", "Print versions."), (session, _, _) =>
    {
        // The SDK writes it as version+commit.
        var parts = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') ?? [];
        var (lakehouse, commit) = (parts.FirstOrDefault("?"), parts.Skip(1).FirstOrDefault());
        using var database = DuckDb.DuckDbDatabase.OpenInMemory(new DuckDb.DuckDbOptions { Threads = 1 });
        using var connection = database.Connect();
        var duckDb = (string)connection.QueryScalar("select version()")!;
        if (session.Json)
        {
            session.WriteJson(json =>
            {
                json.WriteString("lakehouse", lakehouse);
                json.WriteString("commit", commit);
                json.WriteString("duckdb", duckDb);
                json.WriteNumber("iceberg_format", TableMetadata.SupportedFormatVersion);
                json.WriteString("dotnet", Environment.Version.ToString());
            });
        }
        else
        {
            var built = commit is null ? "" : $" ({Figures.Hash(commit)})";
            session.Console.WriteLine($"lakehouse {lakehouse}{built}, DuckDB {duckDb}, Iceberg format {TableMetadata.SupportedFormatVersion}, {RuntimeInformation.FrameworkDescription}");
        }

        return Task.FromResult(0);
    });
}
