namespace Paklog.Lakehouse.Iceberg.Transactions;

/// <summary>
/// What a writer means to do to a table. An action holds the intent and never its result, so that it can be applied again to fresh metadata when another
/// commit came first; what it relies on it validates each time.
/// </summary>
public abstract class TableAction
{
    private protected TableAction()
    {
    }

    internal abstract Task ApplyAsync(TableChange change, CancellationToken cancellationToken);
}
