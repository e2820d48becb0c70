using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Definition;
using Paklog.Lakehouse.Testing.Events;

namespace Paklog.Lakehouse.IntegrationTests.Events;

/// <summary>The tables of the scenarios: contracts, and the same tables in a scenario's own database.</summary>
internal static class ScenarioTables
{
    public const string Placeholder = "__debezium_unavailable_value";

    public const string Items = """
        source: shop.items
        table: items
        key: [id]
        history: { track: [name] }
        columns:
          - { name: id, type: string, required: true }
          - { name: name, type: string }
          - { name: size, type: int }
        """;

    public const string Docs = """
        source: public.docs
        table: docs
        key: [id]
        history: { track: [title, body] }
        columns:
          - { name: id, type: string, required: true }
          - { name: title, type: string }
          - { name: body, type: string }
        """;

    private const string Orders = """
        source: shop.orders
        table: orders
        key: [id]
        columns:
          - { name: id, type: string, required: true }
          - { name: name, type: string }
        """;

    private const string Lines = """
        source: shop.lines
        table: lines
        key: [id]
        parent: { table: orders, key: { order_id: id }, onDelete: cascade }
        history: { track: [name] }
        columns:
          - { name: id, type: string, required: true }
          - { name: order_id, type: string }
          - { name: name, type: string }
        """;

    public const string Prices = """
        source: shop.prices
        table: prices
        key: [id]
        history: { track: [name, amount] }
        columns:
          - { name: id, type: string, required: true }
          - { name: name, type: string, renamedFrom: [label] }
          - { name: amount, type: "decimal(9,2)", encoding: decimal-text, required: true }
          - { name: channel, type: string, default: web }
        """;

    /// <summary>Tables whose truncates and snapshots touch every key stand apart: they would make each run of the others a full one.</summary>
    private static string Wiped => Items.Replace("items", "wiped", StringComparison.Ordinal);

    private static string WipedDocs => Docs.Replace("docs", "wiped_docs", StringComparison.Ordinal);

    public static LakehouseDefinition Definition { get; } = Define(Items, Docs, Orders, Lines, Prices, Wiped, WipedDocs);

    public static LakehouseDefinition Define(params IReadOnlyList<string> contracts) => Define([], contracts);

    public static LakehouseDefinition Define(IReadOnlyList<Epoch> epochs, IReadOnlyList<string> contracts) =>
        LakehouseDefinition.Create("scenarios", [.. contracts.Select(text => ContractFile.Parse(text, "scenario.yaml"))], [], new Dictionary<string, IReadOnlyList<LookUp>>(), epochs, "UTC");

    public static EventSource OfItems(string scenario) => new(scenario, SourceTable.MariaDb(scenario, "items", "id"), "name", "size");

    public static EventSource OfWiped(string scenario) => new(scenario, SourceTable.MariaDb(scenario, "wiped", "id"), "name", "size");

    public static EventSource OfDocs(string scenario) => new(scenario, SourceTable.Postgres(scenario, "docs", "id"), "title", "body");

    public static EventSource OfWipedDocs(string scenario) => new(scenario, SourceTable.Postgres(scenario, "wiped_docs", "id"), "title", "body");

    public static EventSource OfOrders(string scenario) => new(scenario, SourceTable.MariaDb(scenario, "orders", "id"), "name");

    public static EventSource OfLines(string scenario) => new(scenario, SourceTable.MariaDb(scenario, "lines", "id"), "order_id", "name");

    public static EventSource OfPrices(string scenario, string name = "name") => new(scenario, SourceTable.MariaDb(scenario, "prices", "id"), name, "amount", "channel");
}
