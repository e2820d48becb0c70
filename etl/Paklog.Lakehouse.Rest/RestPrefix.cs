namespace Paklog.Lakehouse.Rest;

/// <summary>
/// The prefix of a path that stands for a branch, tag or commit. Clients put it into the path as it is, so that the <c>/</c> of <c>run/7</c> becomes <c>~</c>, which no reference's
/// name holds and no URI escapes. A <c>~</c> at the front keeps apart a branch that is called as a part of the path is.
/// </summary>
internal static class RestPrefix
{
    /// <summary>What may stand where a prefix could.</summary>
    internal static readonly IReadOnlyCollection<string> Collections = ["namespaces", "tables", "views", "transactions", "config", "oauth"];

    internal static string Of(string reference) => Collections.Contains(reference) ? "~" + reference : reference.Replace('/', '~');

    internal static string ToReference(string prefix) => prefix.StartsWith('~') ? prefix[1..] : prefix.Replace('~', '/');
}
