using Paklog.Lakehouse.Iceberg;
using Paklog.Lakehouse.Rest.Server;

namespace Paklog.Lakehouse.Rest;

/// <summary>
/// Who may use a served catalog, one a line: <c>write etl 5ecret</c> or <c>read dashboards 0ther</c>: what it may do, its name and its secret, without spaces in them. Empty lines and those that
/// begin with # are passed over.
/// </summary>
public static class ClientsFile
{
    private const int ShortestSecret = 8;

    /// <exception cref="IcebergException">NotFound, ValidationFailed: the file is not there, can be read by other users, or has a fault, which is named with its line.</exception>
    public static IReadOnlyList<RestClient> Read(string path)
    {
        if (!File.Exists(path))
            throw new IcebergException(IcebergErrorKind.NotFound, $"There is no file '{path}' with clients; write one with lines such as: write etl SECRET");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0)
            throw new IcebergException(IcebergErrorKind.ValidationFailed, $"Other users can read the secrets in '{path}'; close it by: chmod 600 {path}");
        var clients = new List<RestClient>();
        foreach (var (line, number) in File.ReadLines(path).Select((line, i) => (line.Trim(), i + 1)))
        {
            if (line.Length == 0 || line.StartsWith('#'))
                continue;
            var client = Parse(line) ?? throw new IcebergException(IcebergErrorKind.ValidationFailed, $"{path}, line {number}: write read or write, a name, and a secret of at least {ShortestSecret} characters.");
            if (clients.Exists(known => known.Name == client.Name || known.Secret == client.Secret))
                throw new IcebergException(IcebergErrorKind.ValidationFailed, $"{path}, line {number}: another client has this name or this secret.");
            clients.Add(client);
        }

        return clients.Count > 0 ? clients : throw new IcebergException(IcebergErrorKind.ValidationFailed, $"The file '{path}' names no client; write lines such as: write etl SECRET");
    }

    private static RestClient? Parse(string line)
    {
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words is ["read" or "write", _, { Length: >= ShortestSecret }]
            ? new RestClient(words[1], words[2], words[0] == "write" ? RestAccess.Write : RestAccess.Read)
            : null;
    }
}
