using System.Runtime.InteropServices;

namespace Paklog.Lakehouse.Cli;

/// <summary>The command line of a lakehouse: its verbs, and those that a team adds.</summary>
public sealed class LakehouseCommands
{
    private readonly List<Func<Verb>> verbs = [];

    internal LakehouseCommands(LakehouseBuilder lakehouse) => Lakehouse = lakehouse;

    internal LakehouseBuilder Lakehouse { get; }

    internal LakehouseDemo? Shown { get; private set; }

    internal IReadOnlyList<Func<Verb>> Verbs => verbs;

    /// <summary>Adds a verb.</summary>
    /// <param name="verb">Makes it anew for each command line.</param>
    public LakehouseCommands WithVerb(Func<Verb> verb)
    {
        verbs.Add(verb);
        return this;
    }

    /// <summary>Adds the verb <c>demo</c>.</summary>
    public LakehouseCommands WithDemo(LakehouseDemo demo)
    {
        Shown = demo;
        return this;
    }

    /// <summary>Runs a command line in this process, until Ctrl-C or SIGTERM; a second one ends the process at once. Returns the exit code: 0, 1 for errors, 2 for wrong usage, 130 when interrupted.</summary>
    public async Task<int> RunAsync(string[] args)
    {
        using var interrupted = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await RunAsync(args, CommandHost.OfProcess(), interrupted.Token);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        }
    }

    /// <summary>Runs a command line with streams, folders and an environment of the caller's.</summary>
    public Task<int> RunAsync(IReadOnlyList<string> args, CommandHost host, CancellationToken cancellationToken) => new CommandLine(this, host).RunAsync(args, cancellationToken);
}
