using Paklog.Lakehouse.IntegrationTests.Events;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Generated;

/// <summary>
/// Events of one source that no recording has, in the order in which it made them: transactions that touch a key several times, keys that change and are taken again, values that were not sent, that do not
/// fit or that contradict one another, columns under an older name, truncates, snapshots taken again that miss rows or their end, readings in between, parents' deletes, times that go back or leap over days.
/// </summary>
internal sealed class EventGenerator(string name, string kind, Random random)
{
    private readonly EventSource source = kind switch
    {
        "items" => ScenarioTables.OfItems(name),
        "wiped" => ScenarioTables.OfWiped(name),
        "docs" => ScenarioTables.OfDocs(name),
        "wiped_docs" => ScenarioTables.OfWipedDocs(name),
        "lines" => ScenarioTables.OfLines(name),
        "prices" => ScenarioTables.OfPrices(name),
        _ => throw new ArgumentException($"There is no table {kind}.", nameof(kind)),
    };

    private readonly EventSource older = ScenarioTables.OfPrices(name, "label");
    private readonly EventSource orders = ScenarioTables.OfOrders(name);
    private readonly List<ChangeLine> lines = [];
    private readonly HashSet<string> alive = [];
    private long position = 10;
    private int file = 1;
    private double clock = 10;
    private long transaction = 10;
    private int order = 1;
    private long commitBefore = 9;

    private bool IsPostgres => kind is "docs" or "wiped_docs";

    public Scenario Make(int steps)
    {
        for (var step = 0; step < steps; step++)
            Step(random.Next(100));
        return ModelScenario.Of(name, kind, lines);
    }

    private void Step(int dice)
    {
        position += random.Next(1, 4);
        clock += random.Next(50) == 0 ? 86400 * random.Next(1, 4) : random.Next(5) * 0.5;
        if (random.Next(3) > 0)
            Commit();
        var wiped = kind.StartsWith("wiped", StringComparison.Ordinal);
        if (wiped && dice < 6)
            Truncate();
        else if (wiped && dice < 14)
            TakeSnapshot();
        else if (dice < 20)
            Read();
        else if (kind == "lines" && dice < 40)
            DeleteParent();
        else if (dice < 23)
            Emit(new ChangeLine { Table = source.Table, Op = "m", Position = position });
        else
            Change($"{random.Next(4)}");
    }

    private void Commit()
    {
        (transaction, order, commitBefore) = (position, 1, position - 1);
        if (!IsPostgres && random.Next(15) == 0)
            (file, position) = (file + 1, 4);
    }

    private void Change(string key)
    {
        switch (alive.Contains(key), random.Next(10))
        {
            case (false, 0):
                Emit(source.Delete(position, key, Values(sent: true)));
                break;
            case (false, 1):
                Emit(source.Update(position, key, Values(sent: true)));
                break;
            case (false, _):
                Emit(source.Create(position, key, Values(sent: true)));
                alive.Add(key);
                break;
            case (true, 0 or 1):
                Emit(random.Next(3) == 0 ? source.Delete(position, key) with { Before = null } : source.Delete(position, key, Values(sent: true)));
                alive.Remove(key);
                break;
            case (true, 2):
                Move(key);
                break;
            case (true, 3) when kind is "prices":
                Emit(older.Update(position, key, Values(sent: true)));
                break;
            case (true, 4):
                Contradict(key);
                break;
            default:
                var before = IsPostgres && random.Next(4) == 0 ? source.Row(key, Values(sent: random.Next(3) > 0)) : null;
                Emit(source.Update(position, key, Values(sent: false)) with { Before = before });
                break;
        }
    }

    private void Contradict(string key)
    {
        var values = Values(sent: true);
        foreach (var (name, offset) in new[] { ("one", 0), ("other", 500) })
        {
            values[kind == "lines" ? 1 : 0] = name;
            Emit(source.Update(position, key, values) with { Offset = position + offset });
        }
    }

    /// <summary>The key becomes one that is free, or one that only this source ever has.</summary>
    private void Move(string from)
    {
        var to = Enumerable.Range(0, 4).Select(number => $"{number}").FirstOrDefault(key => !alive.Contains(key)) ?? $"moved-{position}";
        var halves = source.Move(position, from, to, Values(sent: false));
        Emit(halves[0]);
        order--;
        Emit(halves[1] with { Order = order + 1 });
        order++;
        alive.Remove(from);
        alive.Add(to);
    }

    private void DeleteParent()
    {
        var parent = $"o{random.Next(3)}";
        if (random.Next(4) == 0)
            Emit(orders.Create(position, parent, "x"));
        else if (random.Next(5) == 0)
            lines.AddRange(orders.Move(position, parent, $"o{random.Next(3, 5)}", "x").Select(half => half with { File = file, Second = clock }));
        else
            Emit(random.Next(2) == 0 ? orders.Delete(position, parent, "x") : orders.Delete(position, parent) with { Before = null });
    }

    private void Truncate()
    {
        Emit(source.Table.Truncate(position));
        alive.Clear();
    }

    private void Read()
    {
        Commit();
        foreach (var key in alive.Where(_ => random.Next(2) == 0).ToList())
            lines.Add(source.Read(position, key, "incremental", clock, Values(sent: true)) with { File = file, CommitBefore = commitBefore });
        position++;
        Commit();
    }

    /// <summary>Misses rows at times, and its end at others. A row that it misses may be named again behind it.</summary>
    private void TakeSnapshot()
    {
        Commit();
        clock += 10;
        var (first, last) = random.Next(2) == 0 ? ("first", "last") : ("first_in_data_collection", "last_in_data_collection");
        var rows = alive.Where(_ => random.Next(5) > 0).ToList();
        var finished = random.Next(5) > 0;
        foreach (var (key, index) in rows.Select((key, index) => (key, index)))
        {
            var marker = index == rows.Count - 1 && finished ? last : index == 0 ? first : "true";
            lines.Add(source.Read(position, key, marker, clock, Values(sent: true)) with { File = file });
            clock += random.Next(3) * 0.5;
        }

        if (finished && rows.Count > 0)
            alive.IntersectWith(rows);
        position++;
        clock += 1;
        Commit();
    }

    private object?[] Values(bool sent)
    {
        var text = $"{(char)('a' + random.Next(3))}";
        return kind switch
        {
            "docs" or "wiped_docs" => [text, !sent && random.Next(2) == 0 ? ScenarioTables.Placeholder : random.Next(5) == 0 ? null : $"{(char)('X' + random.Next(3))}"],
            "lines" => [$"@o{random.Next(3)}", text],
            "prices" when random.Next(3) == 0 => [text, random.Next(4) == 0 ? "12345678901.00" : $"{random.Next(3)}.50"],
            "prices" => [text, $"{random.Next(3)}.50", random.Next(3) == 0 ? null : "app"],
            _ => [random.Next(5) == 0 ? null : text, random.Next(8) == 0 ? "huge" : random.Next(3)],
        };
    }

    private void Emit(ChangeLine line)
    {
        var back = random.Next(6) == 0 ? random.Next(1, 20) : 0;
        lines.Add(line with { File = file, Transaction = transaction, Order = order++, Second = Math.Max(1, clock - back), CommitBefore = commitBefore, Partition = random.Next(2) });
    }
}
