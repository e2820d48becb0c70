namespace Paklog.Lakehouse.Cli;

/// <summary>Reports on the thread that works, so that news come in order and before the end (unlike <see cref="Progress{T}"/>).</summary>
internal sealed class ImmediateProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
