namespace Paklog.Lakehouse.IntegrationTests.Faults;

/// <summary>How a process ended and what it said.</summary>
internal sealed record CommandLineResult(int ExitCode, string Output, string Error);
