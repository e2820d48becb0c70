namespace Paklog.Lakehouse.Contracts;

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
}
