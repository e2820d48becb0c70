namespace Paklog.Lakehouse.Rest.Server;

/// <summary>Who may use the server: by the secret as a static bearer token, or by name and secret as OAuth2 client credentials.</summary>
public sealed record RestClient(string Name, string Secret, RestAccess Access);
