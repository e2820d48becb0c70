namespace Paklog.Lakehouse.Cli;

/// <summary>What `lakehouse demo` shows: a recording that is landed, and questions to the tables that come of it.</summary>
/// <param name="Recording">The folder of the recording, relative to the lakehouse's home.</param>
/// <param name="Environment">The environment in which it works (conf/environments), so that its tables stand apart.</param>
/// <param name="Questions">Asked and answered after the run.</param>
/// <param name="TryNext">Command lines without the program's name, for instance <c>tables</c>; the environment is added to each.</param>
public sealed record LakehouseDemo(string Recording, string Environment, IReadOnlyList<DemoQuestion> Questions, IReadOnlyList<string> TryNext);

/// <param name="Title">A line above the answer.</param>
/// <param name="Sql">As for <c>lakehouse query</c>.</param>
public sealed record DemoQuestion(string Title, string Sql);
