namespace Paklog.Lakehouse.Iceberg.Maintenance;

/// <summary>Which files are written again.</summary>
/// <param name="TargetBytes">The size that files are to have; one of less than three quarters of it is small.</param>
/// <param name="MinFiles">Fewer small files of a partition than this are left until there are more, lest the same rows are written again for each new file.</param>
/// <param name="RewriteAll">Writes all files again, whatever their size.</param>
public sealed record CompactionOptions(long TargetBytes, int MinFiles = CompactionOptions.DefaultMinFiles, bool RewriteAll = false)
{
    public const int DefaultMinFiles = 5;

    /// <summary>A file of which this share of rows is deleted is written again without them.</summary>
    internal const double MostDeleted = 0.1;

    internal const double SmallShare = 0.75;
}
