using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Faults;
using Paklog.Lakehouse.Steps;

namespace Paklog.Lakehouse.Silver;

/// <summary>The events that a Silver table is made of in one run: all that stand in Bronze, up to a horizon.</summary>
/// <param name="Summary">What is among them, whatever the keys of this run.</param>
/// <param name="Epoch">The expression of the declared epochs over a row <c>e</c>.</param>
internal sealed record SilverEvents(SilverInput Bronze, BoundEvents All, ParentEvents? Parents, Horizon Horizon, EventsSummary Summary, string Epoch)
{
    public static async Task<SilverEvents> BindAsync(RunContext context, SilverInput bronze, SilverInput? parent, Horizon horizon, WorkScope work, CancellationToken cancellationToken)
    {
        var engine = context.Workspace.Engine;
        var all = await BoundEvents.AllAsync(engine, work, bronze, cancellationToken);
        var parents = parent is null ? null : new ParentEvents(parent, await BoundEvents.AllAsync(engine, work, parent, cancellationToken));
        var epoch = EpochSql.Expression(context.Rules.Epochs);
        return new SilverEvents(bronze, all, parents, horizon, await EventsSummary.ReadAsync(work.Sql, all.View.Name, epoch, cancellationToken), epoch);
    }

    /// <summary>The SELECT of the events to decode.</summary>
    /// <param name="scope">Narrows to the events of these keys (_key), and those without a key.</param>
    public string Select(WorkTable? scope)
    {
        var narrowed = scope is null ? "" : $" and (e.op = 't' or e._key is null or e._key in (select _key from {scope}))";
        var snapshots = Summary.Unsequenced
            ? $"(select distinct source_name, source_pos2 as lsn, event_time as read_at from {All.View} where op = 'r' and source_snapshot <> 'incremental')"
            : null;
        return EventsSql.Select(All.View.Name, Epoch, Horizon.Committed + narrowed, snapshots);
    }

    /// <summary>Whether some event may carry the placeholder of an unchanged value.</summary>
    public async Task<bool> MayHavePlaceholdersAsync(ISqlSession sql, CancellationToken cancellationToken) =>
        Summary.OfPostgreSql && await SilverDecoding.MayHavePlaceholdersAsync(sql, Bronze.Contract, All.View.Name, cancellationToken);

    /// <summary>
    /// The view of the events that cannot be ordered, see <see cref="SuspicionSql"/>; null where there are none. With any of them, or of those that were held back before, there is no narrowing: what comes may clear them.
    /// </summary>
    public async Task<WorkTable?> SuspectsAsync(RunContext context, WorkScope work, CancellationToken cancellationToken) =>
        Summary.Suspects || await IsHeldBackAsync(context, Bronze.Contract, cancellationToken) ? await work.ViewAsync("suspects", SuspicionSql.Events(All.View.Name, Epoch), cancellationToken) : null;

    /// <summary>Whether events of a table were held back as suspect before.</summary>
    public static async Task<bool> IsHeldBackAsync(RunContext context, Contract contract, CancellationToken cancellationToken)
    {
        var engine = context.Workspace.Engine;
        try
        {
            if (await context.LoadAsync(SilverDeadLetters.Name.ToString(), cancellationToken) is not { } letters)
                return false;
            var known = await engine.Reader.ReadAsync(letters, cancellationToken);
            return await engine.Sql.AnyAsync(
                $"{known.Sql} where table_name = {DuckDbLiteral.Quote("silver." + contract.Table)} and error_type = '{SuspicionSql.ErrorType}' and resolved_at is null", cancellationToken);
        }
        catch (Exception error) when (TableFault.Is(error, cancellationToken))
        {
            // Letters that cannot be read may name any event: then all of them are looked at again.
            return true;
        }
    }

    /// <summary>Without headers, a create is known as the other half of a delete by its position.</summary>
    public static string IsOtherHalf(string create, string delete) =>
        $"{create}._topic is null and {delete}._topic is null and {create}.op = 'c' and {create}._key <> {delete}._key and {create}.source_name = {delete}.source_name"
        + $" and {create}.source_pos1 = {delete}.source_pos1 and {create}.source_pos2 = {delete}.source_pos2 and {create}.source_pos3 = {delete}.source_pos3";

    /// <summary>What the events do not carry, and what that means for their order.</summary>
    public async Task<IReadOnlyList<string>> NotesAsync(RunContext context, DecodedEvents decoded, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        if (Summary.WithoutSource)
            notes.Add("flattened events carry no transaction order: PostgreSQL's are ordered by LSN alone");
        notes.AddRange(All.Keyless.Notes(Bronze.Contract));
        if (context.Request.To is not null)
            notes.AddRange(context.Landed.Unreadable.Keys.Select(table => $"{table} cannot be read, so a transaction that it alone leads beyond --to is not held back; a run that can read it puts that right"));
        if (decoded.Summary.Sources > 1 && await context.Workspace.Engine.Sql.AnyAsync($"{decoded.Rows} where _op <> 't' group by _key having count(distinct _source) > 1", cancellationToken))
            notes.Add("some keys have events of more than one source; positions of different sources cannot be compared, so they are ordered by the source's name");
        return notes;
    }
}
