using System.CommandLine;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Queries;
using Spectre.Console;

namespace Paklog.Lakehouse.Cli;

/// <summary><c>dead-letters [TABLE]</c>: lines that could not be landed and values that no contract accepts.</summary>
internal static class DeadLettersCommand
{
    internal static Command Create(CommandLine line)
    {
        var name = new Argument<string?>("TABLE") { Description = "Only those of a table, as orders or silver.orders.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("dead-letters", "List what could not be landed or typed.") { name, ReplayCommand.Create(line) };
        return line.Runs(command, async (session, parsed, cancellationToken) =>
        {
            var failed = new FailedParts();
            var wanted = parsed.GetValue(name);
            var catalog = await session.Lakehouse.CatalogAsync(create: false, cancellationToken);
            var contract = wanted is null ? null : Find(session, wanted);
            var query = new DeadLetterQuery(catalog, session.Lakehouse.Engine, session.Configuration.Branch, contract);
            foreach (var table in DeadLetterQuery.Tables.Where(table => wanted?.Split('.')[0] is not ("bronze" or "silver") || wanted.StartsWith(table.Namespace + ".", StringComparison.Ordinal)))
                await failed.TryAsync(table, () => query.AddAsync(table, cancellationToken), cancellationToken);
            using var letters = await query.ReadAsync(cancellationToken);
            if (letters is null)
            {
                failed.Throw();
                if (!session.Json)
                    session.Console.WriteLine("No dead letters.");
                return 0;
            }

            if (session.Json)
                QueryExport.WriteLines(session.Host.Output, letters);
            else
                Write(session, letters);
            failed.Throw();
            return 0;
        });
    }

    internal static Contract Find(CommandSession session, string name)
    {
        var folder = session.Lakehouse.Contracts;
        var contracts = folder.Contracts;
        if (folder.Refused.FirstOrDefault(contract => name == contract.Source || IsCalled(contract.Table, name)) is { } refused)
            throw new DeclarationException(refused.Errors);
        return contracts.FirstOrDefault(contract => name == contract.Source || IsCalled(contract.Table, name))
            ?? throw new LakehouseException($"'{name}' is the table of no contract; there are {string.Join(", ", contracts.Select(contract => contract.Table))}.");
    }

    private static bool IsCalled(string? table, string name) => table is not null && (new TableIdentifier("bronze", table).IsCalled(name) || new TableIdentifier("silver", table).IsCalled(name));

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
