namespace Paklog.Lakehouse.Cli;

/// <summary>Some of what was asked for could not be done; everything else was. Thrown when that is done and printed: each sentence is a line, and the exit code is 1.</summary>
internal sealed class SomeFailedException(IReadOnlyList<string> sentences, IEnumerable<Exception> causes)
    : LakehouseException(string.Join(Environment.NewLine, sentences), causes.Any() ? new AggregateException(causes) : null);
