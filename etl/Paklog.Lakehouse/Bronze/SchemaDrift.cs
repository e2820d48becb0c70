using System.Text.Json;
using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;
using Paklog.Lakehouse.Engine;
using Paklog.Lakehouse.Iceberg.Catalogs;
using Paklog.Lakehouse.Lines;

namespace Paklog.Lakehouse.Bronze;

/// <summary>Where landed events no longer look as their contracts say. Landing keeps them as they are and does nothing for this: the whole of a Bronze table is read when somebody asks.</summary>
public sealed class SchemaDrift(Workspace workspace, string branch)
{
    /// <summary>The findings of one contract's table, by column; null where nothing of it was landed.</summary>
    public async Task<IReadOnlyList<DriftFinding>?> FindAsync(Contract contract, CancellationToken cancellationToken)
    {
        var identifier = new TableIdentifier("bronze", contract.Table);
        if (await workspace.Catalog.LoadTableAsync(identifier, branch, cancellationToken) is not { } table)
            return null;
        var connection = workspace.Connection;
        var bronze = (await workspace.Embedded.Reader.ReadAsync(table, cancellationToken)).Sql;
        await connection.ExecuteAsync(DriftSql.CreateNames, cancellationToken);
        foreach (var schema in await SchemasAsync(connection, bronze, cancellationToken))
            await NameColumnsAsync(connection, contract, schema, cancellationToken);

        var findings = new List<DriftFinding>();
        using var result = await connection.QueryAsync(DriftSql.Findings(bronze), cancellationToken);
        while (result.Read())
        {
            var types = ((System.Collections.IEnumerable)result.GetValue(2)!).Cast<string>().ToList();
            findings.Add(new(identifier.ToString(), result.GetString(0), result.GetString(1), types, DateTimeOffset.UnixEpoch.AddTicks(result.GetInt64(3) * TimeSpan.TicksPerMicrosecond), result.GetString(4), result.GetInt64(5), Sample(result.GetString(6), result.IsNull(7) ? null : result.GetString(7))));
        }

        return findings;
    }

    /// <summary>The value as it was landed: the engine would take a fraction through double.</summary>
    private static string Sample(string row, string? member)
    {
        if (member is null)
            return row;
        using var document = JsonDocument.Parse(row, new JsonDocumentOptions { MaxDepth = int.MaxValue });
        return CompactJson.Write(document.RootElement.EnumerateObject().First(candidate => candidate.NameEquals(member)).Value);
    }

    private static async Task<IReadOnlyList<string>> SchemasAsync(DuckDbConnection connection, string bronze, CancellationToken cancellationToken)
    {
        var schemas = new List<string>();
        using var result = await connection.QueryAsync($"select distinct coalesce(nullif(value_schema, 'null'), '') from {bronze}", cancellationToken);
        while (result.Read())
            schemas.Add(result.GetString(0));
        return schemas;
    }

    /// <summary>Says under which names and types the contract knows its columns in messages of one schema, or of none.</summary>
    private static async Task NameColumnsAsync(DuckDbConnection connection, Contract contract, string schema, CancellationToken cancellationToken)
    {
        var stated = schema.Length == 0 ? null : Parse(schema);
        foreach (var column in contract.Columns)
        {
            foreach (var name in column.SourceNames)
            {
                var encoding = stated?.Find(name)?.EncodingFor(column) ?? column.Encoding;
                await connection.ExecuteAsync($"insert into {DriftSql.Names} values ($1, $2, $3, $4)", [schema, name, column.Name, JsonTypes.Of(column.Type, encoding).ToList()], cancellationToken);
            }
        }

        foreach (var name in contract.Dropped)
            await connection.ExecuteAsync($"insert into {DriftSql.Names} values ($1, $2, null, null)", [schema, name], cancellationToken);
    }

    /// <summary>A schema that cannot be read states nothing; the run holds its events back.</summary>
    private static MessageSchema? Parse(string schema)
    {
        try
        {
            return MessageSchema.Parse(schema);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
