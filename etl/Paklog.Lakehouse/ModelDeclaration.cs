using Paklog.Lakehouse.Models;

namespace Paklog.Lakehouse;

/// <summary>A model, declared in C#: its SELECT and what a file's header says of it (sql/README.md).</summary>
public sealed class ModelDeclaration
{
    private readonly List<(string Word, string Value)> header = [];
    private readonly List<LookUpDeclaration> lookUps = [];

    internal ModelDeclaration()
    {
    }

    internal string? Description { get; private set; }

    internal IReadOnlyList<(string Word, string Value)> Header => header;

    internal IReadOnlyList<LookUpDeclaration> LookUps => lookUps;

    /// <summary>What a row is, in a sentence.</summary>
    public ModelDeclaration Describe(string sentence)
    {
        Description = sentence;
        return this;
    }

    /// <summary>The columns that tell rows apart.</summary>
    public ModelDeclaration Grain(params IReadOnlyList<string> columns) => Declare("grain", Names(columns));

    /// <summary>The columns by which rows replace rows of the table; the grain where this is not called.</summary>
    public ModelDeclaration Key(params IReadOnlyList<string> columns) => Declare("key", Names(columns));

    /// <summary>A changed input row touches the rows whose <paramref name="column"/> equals one of its columns; other changes compute the table whole.</summary>
    /// <param name="sources">Columns of inputs, as <c>silver.orders.id</c>.</param>
    public ModelDeclaration Incremental(string column, params IReadOnlyList<string> sources) => Declare("incremental", $"{HeaderName.Show(column)} = {string.Join(", ", sources)}");

    /// <summary>Columns that are counts or sums over the rows of the only input; the first is the number of rows.</summary>
    public ModelDeclaration Additive(params IReadOnlyList<string> columns) => Declare("additive", Names(columns));

    /// <summary>Partition fields: a column, or <c>year(column)</c>, <c>month(column)</c>, <c>day(column)</c>, <c>hour(column)</c>.</summary>
    public ModelDeclaration PartitionedBy(params IReadOnlyList<string> fields) => Declare("partition", string.Join(", ", fields));

    /// <summary>Widens an input by the version of a dimension that was valid at a business time of the input's row (semantics.md, section 6).</summary>
    /// <param name="input">An input of the model, as <c>silver.orders</c>.</param>
    public LookUpDeclaration LookUp(string input)
    {
        var lookUp = new LookUpDeclaration(input);
        lookUps.Add(lookUp);
        return lookUp;
    }

    private static string Names(IReadOnlyList<string> columns) => string.Join(", ", columns.Select(HeaderName.Show));

    private ModelDeclaration Declare(string word, string value)
    {
        header.Add((word, value));
        return this;
    }
}
