using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Faults;

namespace Paklog.Lakehouse.Cli;

/// <summary>Collects what a verb could not do while it does the rest, to say it at the end.</summary>
internal sealed class FailedParts
{
    private readonly List<string> sentences = [];
    private readonly List<Exception> causes = [];

    /// <summary>Does something for one table, file or the like.</summary>
    /// <param name="what">What stands before the sentence.</param>
    /// <returns>The sentence when it failed; null when it did not.</returns>
    internal async Task<string?> TryAsync(object what, Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
            return null;
        }
        catch (Exception error) when (error is not LakehouseException { Kind: LakehouseErrorKind.InvalidRequest } && TableFault.Is(error, cancellationToken))
        {
            var sentence = TableFault.Describe(error);
            Add($"{what}: {sentence}", error);
            return sentence;
        }
    }

    internal void Add(string sentence, Exception? cause)
    {
        sentences.Add(sentence);
        if (cause is not null)
            causes.Add(cause);
    }

    /// <summary>Contract files that were left out, each fault with file and line.</summary>
    internal void Add(ContractFolder contracts)
    {
        foreach (var refused in contracts.Refused)
        {
            foreach (var error in refused.Errors)
                sentences.Add(error.ToString());
        }
    }

    /// <exception cref="SomeFailedException">Something failed.</exception>
    internal void Throw()
    {
        if (sentences.Count > 0)
            throw new SomeFailedException(sentences, causes);
    }
}
