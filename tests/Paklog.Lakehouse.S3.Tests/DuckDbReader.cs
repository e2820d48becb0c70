using System.Diagnostics;
using Paklog.Lakehouse.Testing;

namespace Paklog.Lakehouse.S3.Tests;

/// <summary>DuckDB 1.5.5 in Node.js with its own extensions: an independent reader of tables in the store. Its package is installed once into a cache outside of the repository.</summary>
internal sealed class DuckDbReader
{
    private const string Package = "@duckdb/node-api@1.5.5-r.5";

    private readonly string folder;
    private readonly string extensions;
    private readonly Uri endpoint;

    private DuckDbReader(string folder, string extensions, Uri endpoint) => (this.folder, this.extensions, this.endpoint) = (folder, extensions, endpoint);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task<DuckDbReader> OpenAsync(Bucket bucket)
    {
        Shared.RequireProgram("npm", "npm");
        var extensions = await Engines.RunAsync(Token, "duckdb-extensions");
        var folder = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(extensions)!)!, "duckdb-node-1.5.5");
        Directory.CreateDirectory(folder);
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@duckdb", "node-api")))
            await RunAsync(folder, "npm", "install", "--no-audit", "--no-fund", "--silent", Package);
        await File.WriteAllTextAsync(Path.Combine(folder, "query.mjs"), """
            import { DuckDBInstance } from '@duckdb/node-api';
            const [extensions, endpoint, key, secret, sql] = process.argv.slice(2);
            const connection = await (await DuckDBInstance.create(':memory:', { allow_unsigned_extensions: 'true' })).connect();
            for (const name of ['avro', 'httpfs', 'iceberg']) await connection.run(`load '${extensions}/${name}.duckdb_extension'`);
            await connection.run(`set timezone = 'UTC'`);
            await connection.run(`create secret (type s3, key_id '${key}', secret '${secret}', endpoint '${endpoint}', url_style 'path', use_ssl false, region 'us-east-1')`);
            const result = await connection.runAndReadAll(`select to_json(r)::varchar as row from (${sql}) r`);
            for (const row of result.getRowObjects()) console.log(row.row);
            """, Token);
        return new DuckDbReader(folder, extensions, bucket.Endpoint);
    }

    /// <summary>One JSON object a line.</summary>
    internal Task<string> QueryAsync(string sql) => RunAsync(folder, "node", "query.mjs", extensions, endpoint.Authority, S3Fixture.AccessKey, S3Fixture.SecretKey, sql);

    private static async Task<string> RunAsync(string folder, string program, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}");
        return output.Trim();
    }
}
