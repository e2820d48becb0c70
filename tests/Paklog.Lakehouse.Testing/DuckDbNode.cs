using System.Diagnostics;
using System.Text.Json;

namespace Paklog.Lakehouse.Testing;

/// <summary>
/// DuckDB 1.5.5 in Node.js with its own avro, httpfs and iceberg extensions: a client and reader that shares no code with ours. Its package is installed once into the cache of the engines.
/// </summary>
public sealed class DuckDbNode
{
    private const string Package = "@duckdb/node-api@1.5.5-r.5";

    private const string Program = """
        import { DuckDBInstance } from '@duckdb/node-api';
        import { readFileSync } from 'node:fs';
        const [extensions] = process.argv.slice(2);
        const connection = await (await DuckDBInstance.create(':memory:', { allow_unsigned_extensions: 'true' })).connect();
        for (const name of ['avro', 'httpfs', 'iceberg']) await connection.run(`load '${extensions}/${name}.duckdb_extension'`);
        await connection.run(`set timezone = 'UTC'`);
        for (const sql of JSON.parse(readFileSync(0, 'utf8')))
          console.log(JSON.stringify((await connection.runAndReadAll(sql)).getRowsJson()));
        """;

    private readonly string folder;
    private readonly string extensions;

    private DuckDbNode(string folder, string extensions) => (this.folder, this.extensions) = (folder, extensions);

    /// <summary>Skips the test where it cannot be had (see <see cref="Shared"/>).</summary>
    public static async Task<DuckDbNode> OpenAsync(CancellationToken cancellationToken)
    {
        Shared.RequireProgram("node", "nodejs");
        Shared.RequireProgram("npm", "npm");
        var extensions = await Engines.RunAsync(cancellationToken, "duckdb-extensions");
        var folder = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(extensions)!)!, "duckdb-node-1.5.5");
        Directory.CreateDirectory(folder);
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@duckdb", "node-api")))
            await RunAsync(folder, "npm", ["install", "--no-audit", "--no-fund", "--silent", Package], "", cancellationToken);
        return new DuckDbNode(folder, extensions);
    }

    /// <summary>Runs statements in one new database, one after the other, and gives the rows of each, every row an array as text of JSON.</summary>
    /// <exception cref="InvalidOperationException">DuckDB refused one: what it said.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        var script = Path.Combine(folder, $"run-{Guid.NewGuid():N}.mjs");
        await File.WriteAllTextAsync(script, Program, cancellationToken);
        try
        {
            var output = await RunAsync(folder, "node", [script, extensions], JsonSerializer.Serialize(statements), cancellationToken);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static async Task<string> RunAsync(string folder, string program, IReadOnlyList<string> arguments, string input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}{await error}");
    }
}
