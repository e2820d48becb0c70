using System.CommandLine;
using Paklog.Lakehouse.Bronze;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Silver;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>dead-letters [TABLE]</c>: lines that could not be landed and values that no contract accepts.</summary>
internal static class DeadLettersCommand
{
    /// <summary>Either of the two SELECTs may stand alone, or first, so each names its columns.</summary>
    private const string Lines = """
        select 'bronze' as layer, null::varchar as table_name, null::varchar as column_name, error_type, error_message, original_payload, payload_encoding, failed_at,
          source_file, line_number, _topic, _kafka_partition, _offset, _event_id, _landing_id, null::varchar as run_id, null::timestamptz as resolved_at from
        """;

    private const string Values = """
        select 'silver' as layer, table_name, column_name, error_type, error_message, original_payload, 'utf8' as payload_encoding, failed_at,
          null::varchar as source_file, null::bigint as line_number, _topic, _kafka_partition, _offset, _event_id, null::varchar as _landing_id, run_id, resolved_at from
        """;

    internal static Command Create(CommandLine line)
    {
        var name = new Argument<string?>("TABLE") { Description = "Only those of a table, as orders or silver.orders.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("dead-letters", "List what could not be landed or typed.") { name, ReplayCommand.Create(line) };
        return line.Runs(command, async (session, parsed, cancellationToken) =>
        {
            var failed = new FailedParts();
            var selects = await SelectsAsync(session, parsed.GetValue(name), failed, cancellationToken);
            if (selects.Count == 0)
            {
                failed.Throw();
                if (!session.Json)
                    session.Console.WriteLine("No dead letters.");
                return 0;
            }

            var sql = $"select * from ({string.Join(" union all by name ", selects)}) order by layer, table_name, failed_at, source_file, line_number, _topic, _kafka_partition, _offset";
            using var letters = await session.Engine.Connection.QueryAsync(sql, cancellationToken);
            if (session.Json)
                QueryOutput.WriteLines(session.Host.Output, letters);
            else
                Write(session, letters);
            failed.Throw();
            return 0;
        });
    }

    private static async Task<List<string>> SelectsAsync(CommandSession session, string? name, FailedParts failed, CancellationToken cancellationToken)
    {
        var catalog = await session.OpenCatalogAsync(create: false, cancellationToken);
        var contract = name is null ? null : Find(session, name);
        var selects = new List<string>();
        foreach (var (identifier, select) in new[] { (DeadLetterTable.Name, Lines), (SilverDeadLetters.Name, Values) })
        {
            var otherLayer = name?.Split('.')[0] is "bronze" or "silver" && !name.StartsWith(identifier.Namespace + ".", StringComparison.Ordinal);
            if (!otherLayer)
                await failed.TryAsync(identifier, () => AddAsync(identifier, select), cancellationToken);
        }

        return selects;

        async Task AddAsync(TableIdentifier identifier, string select)
        {
            if (await catalog.LoadTableAsync(identifier, session.Configuration.Branch, cancellationToken) is not { } table)
                return;
            var letters = $"{select} {(await session.Engine.Reader.ReadAsync(table, cancellationToken)).Sql}{Condition(identifier, contract)}";

            // Read once on its own: a file that cannot be read would take the other table's letters along.
            await session.Engine.Connection.QueryScalarAsync($"select sum(hash(letter)) from ({letters}) letter", cancellationToken);
            selects.Add(letters);
        }
    }

    internal static Contract Find(CommandSession session, string name)
    {
        var folder = session.ReadContracts();
        var contracts = folder.Contracts;
        if (folder.Refused.FirstOrDefault(contract => name == contract.Source || IsCalled(contract.Table, name)) is { } refused)
            throw new DeclarationException(refused.Errors);
        return contracts.FirstOrDefault(contract => name == contract.Source || IsCalled(contract.Table, name))
            ?? throw new LakehouseException($"'{name}' is the table of no contract; there are {string.Join(", ", contracts.Select(contract => contract.Table))}.");
    }

    private static bool IsCalled(string? table, string name) => table is not null && (new TableIdentifier("bronze", table).IsCalled(name) || new TableIdentifier("silver", table).IsCalled(name));

    private static string Condition(TableIdentifier identifier, Contract? contract)
    {
        if (contract is null)
            return "";
        return identifier == SilverDeadLetters.Name
            ? $" where table_name = {DuckDbLiteral.Quote("silver." + contract.Table)}"
            : $" where {LandingSql.IsOf(contract)}";
    }

    private static void Write(CommandSession session, DuckDbResult letters)
    {
        var grid = new Grid("of", "where", "why", "payload");
        var resolved = 0;
        while (letters.Read())
        {
            if (!letters.IsNull(letters.GetOrdinal("resolved_at")))
                resolved++;
            else
                grid.Add(Of(letters), Where(letters), Text(letters, "error_message"), Text(letters, "original_payload"));
        }

        if (grid.Count > 0)
            grid.WriteTo(session.Console, session.Host.OutputWidth);
        session.Console.MarkupLine($"[grey]{Figures.Count(grid.Count, "dead letter")}{(resolved > 0 ? $", {Figures.Count(resolved)} more resolved" : "")}; --json prints them whole[/]");
    }

    private static string Of(DuckDbResult letters) =>
        Text(letters, "table_name") is { } table ? $"{table}.{Text(letters, "column_name")}".TrimEnd('.') : Text(letters, "_topic") ?? "bronze";

    private static string Where(DuckDbResult letters) => Text(letters, "source_file") is { } file
        ? $"{Path.GetFileName(file)}:{Text(letters, "line_number")}"
        : $"{Text(letters, "_topic")}-{Text(letters, "_kafka_partition")}@{Text(letters, "_offset")}";

    private static string? Text(DuckDbResult letters, string column) => JsonValue.Display(letters.GetValue(letters.GetOrdinal(column)));
}
