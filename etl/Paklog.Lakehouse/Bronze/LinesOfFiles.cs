using Paklog.Lakehouse.Sources;

namespace Paklog.Lakehouse.Bronze;

/// <summary>Some lines of some files, without their numbers.</summary>
/// <param name="Form">Of all these files.</param>
/// <param name="Relation">With the columns file and line; it may hold lines of other files too.</param>
internal sealed record LinesOfFiles(RecordForm Form, IReadOnlyList<InputFile> Files, string Relation);
