namespace Paklog.Lakehouse.Cli;

/// <summary>Gives a declared lakehouse its command line.</summary>
public static class CommandLineExtensions
{
    extension(LakehouseBuilder lakehouse)
    {
        /// <summary>The command line, to which verbs can be added.</summary>
        public LakehouseCommands Commands() => new(lakehouse);

        /// <inheritdoc cref="LakehouseCommands.RunAsync(string[])"/>
        public Task<int> RunAsync(string[] args) => new LakehouseCommands(lakehouse).RunAsync(args);
    }
}
