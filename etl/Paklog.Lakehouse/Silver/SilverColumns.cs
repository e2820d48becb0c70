using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.DuckDb;

namespace Paklog.Lakehouse.Silver;

/// <summary>
/// A contract's columns inside Silver's SQL (<see cref="SilverColumn"/>). The names that the source gave them stand in two places only: where rows leave Silver (<see cref="Named"/>), and where rows of its tables are read
/// (<see cref="Unnamed"/>).
/// </summary>
internal sealed class SilverColumns(Contract contract)
{
    /// <summary>In the order of the table.</summary>
    public IReadOnlyList<SilverColumn> All { get; } = [.. contract.Columns.Select((column, index) => new SilverColumn(column, index + 1))];

    /// <summary>In the order of the key.</summary>
    public IReadOnlyList<SilverColumn> Key => [.. contract.Key.Select(Of)];

    /// <summary>Those that open a version.</summary>
    public IReadOnlyList<SilverColumn> Tracked => [.. contract.History!.Tracked(contract.Columns).Select(Of)];

    /// <summary>The values of all, for a select list.</summary>
    public string Values => string.Join(", ", All.Select(column => column.Value));

    public SilverColumn Of(string name) => All.First(column => column.Column.Name == name);

    /// <summary>Rows as the table has them.</summary>
    /// <param name="more">Columns that the table has beside the contract's.</param>
    public string Named(string rows, params IEnumerable<string> more) => Select(All, rows, more);

    /// <summary>Keys as the table has them.</summary>
    public string NamedKeys(string keys) => $"({Select(Key, keys, [])})";

    /// <summary>The columns of a relation <paramref name="alias"/> of the table's rows, for a select list.</summary>
    public string Unnamed(string alias) => string.Join(", ", All.Select(column => $"{alias}.{Name(column)} as {column.Value}"));

    /// <summary>The keys of a relation (<c>_key</c>, as <see cref="KeySql.Text"/> writes them) with the values of the contract's key columns; NULL where the text does not fit.</summary>
    public string TypedKeys(string keys)
    {
        var columns = Key.Select((key, index) =>
        {
            var column = key.Column;
            return $"cast({Decoders.Decode(column with { Default = null }, column.Encoding, $"_member_{index}").ValueSql} as {Decoders.SqlType(column.Type)}) as {key.Value}";
        });
        var members = contract.Key.Select((_, index) => contract.Key.Count == 1 ? "_key as _member_0" : $"json_extract_string(_key, '$[{index}]') as _member_{index}");
        return $"select _key, {string.Join(", ", columns)} from (select _key, {string.Join(", ", members)} from {keys})";
    }

    public static string Name(SilverColumn column) => DuckDbIdentifier.Quote(column.Column.Name);

    /// <summary>Qualified, since an alias of a select list may be meant by what stands behind it.</summary>
    private static string Select(IEnumerable<SilverColumn> columns, string rows, IEnumerable<string> more) =>
        $"select {string.Join(", ", columns.Select(column => $"r.{column.Value} as {Name(column)}").Concat(more.Select(column => "r." + column)))} from {rows} r";
}
