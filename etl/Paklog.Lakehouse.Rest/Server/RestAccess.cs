namespace Paklog.Lakehouse.Rest.Server;

/// <summary>What a caller may do.</summary>
public enum RestAccess
{
    Read,
    Write,
}
