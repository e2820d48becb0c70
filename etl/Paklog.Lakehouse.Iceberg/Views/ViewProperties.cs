namespace Paklog.Lakehouse.Iceberg.Views;

/// <summary>The view properties that this library obeys, by the names of Iceberg's view specification and configuration page.</summary>
public static class ViewProperties
{
    /// <summary>How many versions are kept; 10 unless given.</summary>
    public const string VersionHistorySize = "version.history.num-entries";

    /// <summary>True lets a new version leave out a dialect that the one before had.</summary>
    public const string ReplaceDropDialectAllowed = "replace.drop-dialect.allowed";
}
