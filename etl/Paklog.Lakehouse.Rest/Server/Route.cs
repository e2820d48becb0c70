namespace Paklog.Lakehouse.Rest.Server;

/// <summary>One endpoint; its path as the OpenAPI writes it, behind <c>/v1/{prefix}/</c>.</summary>
/// <param name="Changes">Whether a caller needs <see cref="RestAccess.Write"/>, and a retry gets the first answer again.</param>
internal sealed record Route(string Method, string Path, bool Changes, Func<RestRequest, Task<RestAnswer>> Answer)
{
    /// <summary>As <c>/v1/config</c> lists it.</summary>
    internal string Name => $"{Method} /v1/{{prefix}}/{Path}";

    internal static Route Reads(string method, string path, Func<RestRequest, Task<RestAnswer>> answer) => new(method, path, false, answer);

    internal static Route Writes(string method, string path, Func<RestRequest, Task<RestAnswer>> answer) => new(method, path, true, answer);
}
