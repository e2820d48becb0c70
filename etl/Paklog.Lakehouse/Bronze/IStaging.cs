using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Bronze;

/// <summary>Stages input files in a work table of the engine that lands.</summary>
internal interface IStaging
{
    /// <summary>One row a line of the input, see <see cref="StagingSql"/>; there is one from the first staging on.</summary>
    WorkTable Table { get; }

    /// <summary>The column that tells the table's rows apart.</summary>
    string RowId { get; }

    /// <summary>Fills the table anew.</summary>
    /// <param name="lineByLine">Paths of files that are to be read line by line from the start, so that each row has its line and number.</param>
    /// <exception cref="LakehouseException">A file has changed since it was hashed.</exception>
    Task StageAsync(IReadOnlyList<InputFile> files, IReadOnlyCollection<string> lineByLine, CancellationToken cancellationToken);

    /// <summary>Gives the memory back.</summary>
    Task ClearAsync(CancellationToken cancellationToken);
}
