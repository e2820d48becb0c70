namespace Paklog.Lakehouse.Testing.Events;

/// <summary>
/// A database with one table, followed by a Debezium connector: transactions that overlap (PostgreSQL) or follow one another (MariaDB), snapshots, readings of single rows, changes that
/// the connector lost, truncates. It writes down what it committed, which is what a history of the table must say; events are only its output.
/// </summary>
public sealed class DatabaseSimulation(SourceTable table, int seed)
{
    private static readonly string?[] Titles = ["a", "b", "c", null];
    private static readonly string?[] Bodies = ["x", "long text one", "long text two", null];

    private readonly Random random = new(seed);
    private readonly bool postgres = table.Connector == "postgresql";
    private readonly Dictionary<string, SimulatedRow> rows = [];
    private readonly Dictionary<string, List<SimulatedVersion>> history = [];
    private readonly Dictionary<string, double> boundaries = [];
    private readonly HashSet<string> retired = [];
    private readonly List<ChangeLine> events = [];
    private readonly List<Transaction> open = [];
    private long position = 100;
    private int file = 8;
    private long commitBefore = -1;
    private long transactions = 10;
    private double clock = 1;
    private bool lost;

    /// <summary>In the order of the topic.</summary>
    public IReadOnlyList<ChangeLine> Events => events;

    public IReadOnlyDictionary<string, SimulatedRow> Rows => rows;

    public IReadOnlyDictionary<string, IReadOnlyList<SimulatedVersion>> History => history.ToDictionary(key => key.Key, IReadOnlyList<SimulatedVersion> (key) => key.Value);

    public void Run(int steps)
    {
        for (var i = 0; i < 4; i++)
            rows.Add($"{table.Server}/{i}", new SimulatedRow($"{table.Server}/{i}", Pick(Titles), Pick(Bodies)));
        TakeSnapshot();
        for (var step = 0; step < steps; step++)
        {
            clock += random.Next(4) * 0.5;
            Step(random.Next(100));
            if (step == steps / 2)
                LoseAndTakeSnapshotAgain();
        }

        while (open.Count > 0)
            Commit(open[0]);
    }

    private void Step(int dice)
    {
        if (dice < 4 && postgres && open.Count == 0)
            Truncate();
        else if (dice < 14)
            ReadSomeRows();
        else if (dice < 60)
            Change();
        else if (open.Count > 0)
            Commit(open[random.Next(open.Count)]);
    }

    private void Change()
    {
        var limit = postgres ? 3 : 1;
        var transaction = open.Count == 0 || (open.Count < limit && random.Next(2) == 0) ? new Transaction(++transactions) : open[random.Next(open.Count)];
        if (!open.Contains(transaction))
            open.Add(transaction);
        var key = $"{table.Server}/{random.Next(9)}";
        if (retired.Contains(key) || open.Any(other => other != transaction && other.Rows.ContainsKey(key)))
            return;
        var before = transaction.Rows.TryGetValue(key, out var changed) ? changed : rows.GetValueOrDefault(key);
        switch (before, random.Next(10))
        {
            case (null, _):
                Add(transaction, table.Create(Place(transaction), Write(transaction, key, new SimulatedRow(key, Pick(Titles), Pick(Bodies)))));
                break;
            case (_, < 2):
                Write(transaction, key, null);
                Add(transaction, table.Delete(Place(transaction), before.Json));
                break;
            case (_, < 4):
                Move(transaction, before);
                break;
            case (_, < 7):
                Write(transaction, key, before with { Title = Pick(Titles) });
                Add(transaction, table.Update(Place(transaction), postgres ? transaction.Rows[key]!.JsonWithoutBody : transaction.Rows[key]!.Json, postgres ? null : before.Json));
                break;
            default:
                Add(transaction, table.Update(Place(transaction), Write(transaction, key, before with { Title = Pick(Titles), Body = Pick(Bodies) }), postgres ? null : before.Json));
                break;
        }
    }

    private void Move(Transaction transaction, SimulatedRow before)
    {
        var free = Enumerable.Range(0, 9).Select(n => $"{table.Server}/{n}").FirstOrDefault(key =>
            !retired.Contains(key) && (transaction.Rows.TryGetValue(key, out var own) ? own : rows.GetValueOrDefault(key)) is null && !open.Any(other => other != transaction && other.Rows.ContainsKey(key)));
        if (free is null)
            return;
        var after = before with { Id = free };
        var (delete, create) = table.Move(Place(transaction), before.Json, postgres ? after.JsonWithoutBody : after.Json);
        Write(transaction, before.Id, null);
        Write(transaction, free, after);
        Add(transaction, delete);
        Add(transaction, create);
    }

    private void Commit(Transaction transaction)
    {
        open.Remove(transaction);
        var written = ++position;
        foreach (var line in transaction.Lines)
        {
            // PostgreSQL's events bear the time of the commit and the place where they were made; MariaDB's the time of the statement, in whole seconds, and the place where the transaction was written.
            var stamped = postgres ? line with { Second = clock, CommitBefore = commitBefore } : line with { File = file, Position = written + line.Position };
            position = Math.Max(position, stamped.Position);
            Emit(stamped);
            transaction.LastSecond[stamped.Key!] = stamped.Second!.Value;
        }

        var commit = ++position;

        foreach (var (key, row) in transaction.Rows)
            Settle(key, row, transaction.LastSecond[$"{{\"id\":\"{key}\"}}"]);
        if (!lost)
            commitBefore = commit;
        if (!postgres && random.Next(8) == 0)
            (file, position) = (file + 1, 4);
    }

    private void Truncate()
    {
        Emit(table.Truncate(++position) with { Second = clock, Transaction = ++transactions, CommitBefore = commitBefore });
        commitBefore = ++position;
        foreach (var key in rows.Keys.ToList())
            Settle(key, null, clock);
    }

    /// <summary>An incremental snapshot: between two transactions of the connector's own, by which it knows what it may have missed.</summary>
    private void ReadSomeRows()
    {
        if (postgres)
            commitBefore = position += 2;
        position++;
        foreach (var row in rows.Values.Where(_ => random.Next(2) == 0).ToList())
        {
            Emit(table.Read(position, row.Json, "incremental", clock) with { CommitBefore = commitBefore, Transaction = transactions, File = file });
            Settle(row.Id, row, clock);
        }

        if (postgres)
            commitBefore = ++position;
    }

    /// <summary>The connector's place in the log is lost, and what happened since is in no event: it begins anew with a snapshot. Keys that vanished meanwhile do not come back.</summary>
    private void LoseAndTakeSnapshotAgain()
    {
        while (open.Count > 0)
            Commit(open[0]);
        lost = true;
        var seen = rows.Keys.ToHashSet();
        for (var i = 0; i < 12; i++)
            Step(random.Next(14, 100));
        if (!postgres)
        {
            while (open.Count > 0)
                Commit(open[0]);
        }

        while (rows.Count < 2)
            rows.Add($"{table.Server}/new-{rows.Count}", new SimulatedRow($"{table.Server}/new-{rows.Count}", "a", "x"));
        lost = false;
        clock += 10;
        foreach (var key in seen.Where(key => !rows.ContainsKey(key)))
        {
            retired.Add(key);
            Settle(key, null, clock);
        }

        foreach (var transaction in open)
            transaction.Forget(retired);
        TakeSnapshot();
    }

    private void TakeSnapshot()
    {
        position++;
        commitBefore = -1;
        var order = rows.Values.OrderBy(row => row.Id, StringComparer.Ordinal).ToList();
        for (var i = 0; i < order.Count; i++)
        {
            Emit(table.Read(position, order[i].Json, i == 0 ? "first" : i == order.Count - 1 ? "last" : "true", clock) with { File = file });
            Settle(order[i].Id, order[i], clock);
        }
    }

    /// <summary>PostgreSQL: the LSN of a change. MariaDB: its place in the transaction, which is written to the binlog when it commits.</summary>
    private long Place(Transaction transaction) => postgres ? ++position : transaction.Lines.Count + 1;

    private string Write(Transaction transaction, string key, SimulatedRow? row)
    {
        transaction.Rows[key] = row;
        return row?.Json ?? "";
    }

    private void Add(Transaction transaction, ChangeLine line) =>
        transaction.Lines.Add(line with { Transaction = transaction.Number, Order = transaction.Lines.Count + 1, Second = Math.Floor(clock) - random.Next(2) });

    private void Emit(ChangeLine line)
    {
        if (!lost)
            events.Add(line with { Offset = events.Count });
    }

    /// <summary>A key has this committed state from now on, if anyone saw it.</summary>
    private void Settle(string key, SimulatedRow? row, double second)
    {
        if (row is null)
            rows.Remove(key);
        else
            rows[key] = row;
        if (lost)
            return;
        if (!history.TryGetValue(key, out var versions))
            history.Add(key, versions = []);
        var last = versions is [.., { To: null } current] ? current : null;
        if (last is null ? row is null : row is not null && row.SameContent(last.Row))
            return;
        var boundary = Math.Max(second, boundaries.GetValueOrDefault(key));
        boundaries[key] = boundary;
        if (last is not null)
            versions[^1] = last with { To = boundary };
        if (row is not null)
            versions.Add(new SimulatedVersion(row, boundary, null));
    }

    private T Pick<T>(T[] choices) => choices[random.Next(choices.Length)];

    private sealed class Transaction(long number)
    {
        public long Number { get; } = number;

        public Dictionary<string, SimulatedRow?> Rows { get; } = [];

        public Dictionary<string, double> LastSecond { get; } = [];

        public List<ChangeLine> Lines { get; } = [];

        public void Forget(HashSet<string> keys)
        {
            foreach (var key in keys)
                Rows.Remove(key);
            Lines.RemoveAll(line => keys.Contains(line.Key![7..^2]));
        }
    }
}
