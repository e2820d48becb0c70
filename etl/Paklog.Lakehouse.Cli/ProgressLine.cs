using System.Diagnostics;
using System.Globalization;

namespace Paklog.Lakehouse.Cli;

/// <summary>One line on a terminal that says what is being done and for how long; nothing where there is no terminal.</summary>
internal sealed class ProgressLine : IDisposable
{
    private const string Clear = "\r\u001b[K";
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly CommandHost host;
    private readonly Timer? timer;
    private readonly Stopwatch sinceChange = Stopwatch.StartNew();
    private string? text;

    internal ProgressLine(CommandHost host)
    {
        this.host = host;
        if (host.ErrorWidth is not null && host.Variable("TERM") != "dumb")
            timer = new Timer(_ => Draw(), null, Period, Period);
    }

    internal void Show(string what)
    {
        lock (gate)
        {
            text = what;
            sinceChange.Restart();
        }
    }

    /// <summary>Takes the line away while something else is printed.</summary>
    internal void Around(Action print)
    {
        lock (gate)
        {
            Erase();
            print();
        }
    }

    public void Dispose()
    {
        timer?.Dispose();
        lock (gate)
        {
            Erase();
            text = null;
        }
    }

    private void Draw()
    {
        lock (gate)
        {
            if (text is null || host.ErrorWidth is not { } width)
                return;
            var line = string.Create(CultureInfo.InvariantCulture, $"{text}  {sinceChange.Elapsed.TotalSeconds:0.0} s");
            host.Error.Write(Clear + (line.Length < width ? line : line[..(width - 1)]));
        }
    }

    private void Erase()
    {
        if (timer is not null && text is not null)
            host.Error.Write(Clear);
    }
}
