using Paklog.Lakehouse.Contracts;

namespace Paklog.Lakehouse.Silver;

/// <summary>
/// The key of an event as one text that is equal for equal keys: the values of the contract's key columns in the contract's order. The key's own JSON may name members in another order,
/// under an older name, or write a number as a text after the column's type has changed.
/// </summary>
internal static class KeySql
{
    /// <param name="json">An expression of the key's JSON; NULL gives NULL.</param>
    public static string Text(Contract contract, string json)
    {
        var members = contract.Key.Select(name => Member(contract.Find(name)!, json)).ToList();
        return members.Count == 1 ? Of(members) : $"case when {json} is not null then {Of(members)} end";
    }

    /// <summary>The key of these members' texts.</summary>
    public static string Of(IReadOnlyList<string> members) => members.Count == 1 ? members[0] : $"cast(json_array({string.Join(", ", members)}) as varchar)";

    /// <summary>One key column's value as text, under whatever name the column had.</summary>
    public static string Member(ContractColumn column, string json) => JsonMember.Text(json, column.SourceNames);

    /// <summary>The keys of a relation (<c>_key</c>, as <see cref="Text"/> writes them) with the values of the contract's key columns; NULL where the text does not fit.</summary>
    public static string Typed(Contract contract, string keys)
    {
        var columns = new SilverColumns(contract).Key.Select((key, index) =>
        {
            var column = key.Column;
            return $"cast({Decoders.Decode(column with { Default = null }, column.Encoding, $"_member_{index}").ValueSql} as {Decoders.SqlType(column.Type)}) as {key.Value}";
        });
        var members = contract.Key.Select((_, index) => contract.Key.Count == 1 ? "_key as _member_0" : $"json_extract_string(_key, '$[{index}]') as _member_{index}");
        return $"select _key, {string.Join(", ", columns)} from (select _key, {string.Join(", ", members)} from {keys})";
    }
}
