using System.Text.Json;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>A call that is to be printed: its node, and its arguments both as nodes and as Spark's text.</summary>
internal sealed class FunctionCall(JsonElement node, ExpressionPrinter expressions, PrintingContext context)
{
    private readonly Dictionary<int, SparkText> printed = [];

    public JsonElement Node => node;

    public PrintingContext Context => context;

    public ExpressionPrinter Expressions => expressions;

    public string Name { get; } = node.Word("function_name")!;

    public IReadOnlyList<JsonElement> Nodes { get; } = node.Children();

    public int Count => Nodes.Count;

    public SparkText this[int index]
    {
        get
        {
            if (!printed.TryGetValue(index, out var text))
                printed.Add(index, text = expressions.Print(Nodes[index]));
            return text;
        }
    }

    public IEnumerable<SparkText> Arguments => Enumerable.Range(0, Count).Select(index => this[index]);

    /// <summary>The text of an argument that must be a constant.</summary>
    public string Constant(int index) => (index < Count ? Nodes[index].ConstantText() : null) ?? throw Unknown($"{Name} with {(index < Count ? "an argument that is no constant" : "too few arguments")}");

    public LakehouseException Unknown(string? what = null) => context.Unknown(what ?? $"The function {Name} with {Count} arguments", node);
}
