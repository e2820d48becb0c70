using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Paklog.Lakehouse.Rest.Server;

/// <summary>
/// Knows callers by their bearer tokens: a client's secret itself, or a token that was issued for it, <c>name.expiry.signature</c>, signed with the secret. So a token survives a restart
/// of the server, and a changed secret ends all that were issued for the old one.
/// All comparisons take the same time whatever is compared.
/// </summary>
internal sealed class Tokens(IReadOnlyCollection<RestClient> clients, TimeProvider clock)
{
    internal static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>True where nobody is asked for a token.</summary>
    internal bool IsOpen => clients.Count == 0;

    /// <summary>The client that the token belongs to, or null.</summary>
    internal RestClient? Find(string token)
    {
        RestClient? found = null;
        foreach (var client in clients)
        {
            if (AreEqual(token, client.Secret) | IsIssuedFor(client, token))
                found = client;
        }

        return found;
    }

    internal RestClient? Find(string name, string secret)
    {
        RestClient? found = null;
        foreach (var client in clients)
        {
            if (AreEqual(name, client.Name) & AreEqual(secret, client.Secret))
                found = client;
        }

        return found;
    }

    internal string Issue(RestClient client)
    {
        var claims = $"{Encode(Encoding.UTF8.GetBytes(client.Name))}.{(clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";
        return $"{claims}.{Sign(client, claims)}";
    }

    private bool IsIssuedFor(RestClient client, string token)
    {
        var parts = token.Split('.');
        return parts.Length == 3
            && AreEqual(Sign(client, $"{parts[0]}.{parts[1]}"), parts[2])
            && AreEqual(Encode(Encoding.UTF8.GetBytes(client.Name)), parts[0])
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var expiry)
            && clock.GetUtcNow().ToUnixTimeSeconds() < expiry;
    }

    private static string Sign(RestClient client, string claims) =>
        Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(client.Secret), Encoding.UTF8.GetBytes(claims)));

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>Of hashes, so that lengths do not show either.</summary>
    private static bool AreEqual(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(one)), SHA256.HashData(Encoding.UTF8.GetBytes(other)));
}
