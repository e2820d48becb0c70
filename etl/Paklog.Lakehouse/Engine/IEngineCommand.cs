namespace Paklog.Lakehouse.Engine;

/// <summary>A program to be started; <see cref="object.ToString"/> is the line that a person could type.</summary>
public interface IEngineCommand
{
    /// <summary>Runs it with the output and error stream of this process, and returns its exit code.</summary>
    Task<int> RunAsync(CancellationToken cancellationToken);
}
