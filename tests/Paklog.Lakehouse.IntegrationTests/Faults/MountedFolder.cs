using System.Diagnostics;

namespace Paklog.Lakehouse.IntegrationTests.Faults;

/// <summary>
/// A folder on which file systems can be mounted that only chosen processes see: a mount namespace held open by a sleeping process (unshare, nsenter of util-linux).
/// Needs root, or user namespaces; where neither is allowed the test is skipped.
/// </summary>
internal sealed class MountedFolder : IDisposable
{
    private static readonly string[][] Ways = [["-m"], ["-m", "-r"]];

    private readonly Process holder;
    private readonly bool isUser;

    private MountedFolder(Process holder, bool isUser, string path)
    {
        this.holder = holder;
        this.isUser = isUser;
        Path = path;
    }

    public string Path { get; }

    /// <summary>What a command begins with to see what is mounted.</summary>
    public IReadOnlyList<string> Within => ["nsenter", "-t", $"{holder.Id}", .. isUser ? (string[])["-U", "--preserve-credentials"] : [], "-m", "--"];

    public static async Task<MountedFolder> OpenAsync(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Mount namespaces are Linux's.");
        Directory.CreateDirectory(path);
        foreach (var way in Ways)
        {
            using var probe = Process.Start(new ProcessStartInfo("unshare", [.. way, "mount", "-t", "tmpfs", "none", path]) { RedirectStandardError = true })!;
            await probe.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (probe.ExitCode != 0)
                continue;
            var holder = Process.Start(new ProcessStartInfo("unshare", [.. way, "sh", "-c", "echo; exec sleep 600"]) { RedirectStandardOutput = true })!;
            await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            return new MountedFolder(holder, way.Length > 1, path);
        }

        Assert.Skip("This machine lets nobody mount: neither `unshare -m` nor `unshare -m -r` may.");
        throw new UnreachableException();
    }

    public async Task RunAsync(params string[] command)
    {
        string[] whole = [.. Within, .. command];
        using var process = Process.Start(new ProcessStartInfo(whole[0], whole[1..]) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
    }

    public void Dispose()
    {
        holder.Kill();
        holder.Dispose();
    }
}
