using System.Diagnostics;

namespace Paklog.Lakehouse.DuckDb.Tests.Interop;

/// <summary>The library is loaded once a process, so each case is a child process: this test program, running one other test.</summary>
public sealed class NativeLibraryTests
{
    [Fact]
    public async Task DUCKDB_LIBRARY_names_another_file()
    {
        var inUse = Environment.GetEnvironmentVariable("DUCKDB_LIBRARY")
            ?? Directory.GetFiles(AppContext.BaseDirectory).Single(file => Path.GetFileName(file) is "libduckdb.so" or "libduckdb.dylib" or "duckdb.dll");
        var folder = Directory.CreateTempSubdirectory("duckdb-library-");
        try
        {
            var moved = Path.Combine(folder.FullName, "another name" + Path.GetExtension(inUse));
            File.Copy(inUse, moved);

            var (exitCode, output) = await LoadIn(moved);

            Assert.True(exitCode == 0, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_wrong_DUCKDB_LIBRARY_is_named()
    {
        var missing = Path.Combine(AppContext.BaseDirectory, "no-such-library.so");

        var (exitCode, output) = await LoadIn(missing);

        Assert.NotEqual(0, exitCode);
        Assert.Contains($"DUCKDB_LIBRARY names '{missing}', which cannot be loaded", output);
    }

    private static async Task<(int ExitCode, string Output)> LoadIn(string library)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(NativeLibraryTests).Assembly.Location);
        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(DuckDbConnectionTests).FullName}.{nameof(DuckDbConnectionTests.Loads_the_pinned_version)}");
        start.Environment["DUCKDB_LIBRARY"] = library;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await error);
    }
}
