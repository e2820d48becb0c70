namespace Paklog.Lakehouse.Cli;

/// <summary>The command line cannot be understood: exit code 2.</summary>
internal sealed class UsageException : LakehouseException
{
    internal UsageException(string message)
        : base(message) => Kind = LakehouseErrorKind.InvalidRequest;
}
