using System.Text.Json;
using Paklog.Lakehouse.Configuration;
using Paklog.Lakehouse.Queries;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary>What one verb works with.</summary>
internal sealed class CommandSession(LakehouseBuilder declared, CommandHost host, SessionOptions options) : ICommandSession, IDisposable
{
    private readonly Lazy<TextWriter> text = new(host.OpenText);
    private Lakehouse? lakehouse;
    private IAnsiConsole? console;

    public CommandHost Host => host;

    public bool Json => options.Json;

    public Lakehouse Lakehouse => lakehouse ??= declared.Open(new LakehouseOptions
    {
        Conf = options.Conf,
        FindsConf = true,
        Environment = options.Environment,
        Warehouse = options.Warehouse,
        Folder = host.CurrentFolder,
        ApplicationFolder = host.ApplicationFolder,
        Variable = host.Variable,
        Clock = host.Clock,
        CommandName = host.CommandName,
    });

    public TextWriter Output => text.Value;

    internal LakehouseConfiguration Configuration => Lakehouse.Configuration;

    /// <summary>For people.</summary>
    internal IAnsiConsole Console => console ??= ConsoleFactory.Create(text.Value, host);

    /// <summary>A path of the command line, relative to where the person stands.</summary>
    internal string FullPath(string path) => Path.GetFullPath(path, host.CurrentFolder);

    public void WriteJson(Action<Utf8JsonWriter> members)
    {
        using var lines = new JsonLines(host.Output);
        lines.Write(members);
    }

    public void Dispose()
    {
        lakehouse?.Dispose();
        if (text.IsValueCreated)
            text.Value.Dispose();
    }
}
