using Paklog.Lakehouse.Iceberg.Providers;

namespace Paklog.Lakehouse.Configuration;

/// <summary>Reads the sections <c>catalog</c> and <c>storage</c>, whose keys the providers say.</summary>
internal sealed class ProviderSections(SettingsReader reader, LakehouseProviders providers)
{
    private const string TypeKey = "type";

    internal CatalogConfiguration Catalog(Setting? section)
    {
        var named = section?.Members?.GetValueOrDefault(TypeKey) is { IsNull: false } member ? member : null;
        var provider = providers.Catalogs.First(known => known is EmbeddedCatalogProvider);
        if (reader.Text(named, TypeKey) is { } type)
        {
            if (!providers.TryFindCatalog(type, out var found))
            {
                reader.Error(named!, $"There is no catalog of type '{type}' here; there is {Or(providers.Catalogs.Select(known => known.Type))}.");
                return new CatalogConfiguration(provider, new Dictionary<string, string>());
            }

            provider = found;
        }

        var what = section is null or { IsNull: true } or { Members: not null } ? $"A catalog of type {provider.Type}" : "'catalog'";
        var members = reader.Members(section, what, [TypeKey, .. provider.Settings.Select(setting => setting.Name)]);
        return new CatalogConfiguration(provider, Values(section, members, provider.Settings, what));
    }

    /// <summary>Settings of other stores are no faults: a warehouse given on the command line leaves the section as it is.</summary>
    /// <param name="at">Where the warehouse is named; null on the command line and where nothing names it.</param>
    /// <exception cref="LakehouseException">The warehouse of the command line needs a store that is not there.</exception>
    internal StorageConfiguration Storage(Setting? section, Setting? at, string warehouse)
    {
        var scheme = WarehouseLocation.SchemeOf(warehouse)!;
        var members = reader.Members(section, "'storage'", [.. providers.Stores.SelectMany(store => store.Settings).Select(setting => setting.Name).Distinct()]);
        if (providers.TryFindStore(scheme, out var provider))
            return new StorageConfiguration(provider, Values(section, members, provider.Settings, $"The store of '{scheme}://'"));
        var fault = $"The warehouse is '{warehouse}', and there is no store for '{scheme}://' here; there is {Or(providers.Stores.Select(store => store.Scheme))}.";
        if (at is null)
            throw new LakehouseException(fault);
        reader.Error(at, fault);
        return new StorageConfiguration(providers.Stores.First(), new Dictionary<string, string>());
    }

    private Dictionary<string, string> Values(Setting? section, IReadOnlyDictionary<string, Setting> members, IReadOnlyList<ProviderSetting> settings, string what)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in settings)
        {
            var member = members.GetValueOrDefault(setting.Name);
            if (reader.Text(member, setting.Name) is { } value)
                values.Add(setting.Name, Checked(member!, setting, value));
            else if (setting.IsRequired && section is not null)
                reader.Error(member ?? section, $"{what} needs '{setting.Name}'.");
            else if (setting.IsRequired)
                reader.Missing($"{what} needs '{setting.Name}'.");
        }

        return values;
    }

    private string Checked(Setting at, ProviderSetting setting, string value)
    {
        var fits = setting.Kind switch
        {
            ProviderSettingKind.Uri => Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https",
            ProviderSettingKind.Boolean => value is "true" or "false",
            ProviderSettingKind.Number => value.All(char.IsAsciiDigit) && long.TryParse(value, out _),
            _ => true,
        };
        var form = setting.Kind switch
        {
            ProviderSettingKind.Uri => "an http or https URI",
            ProviderSettingKind.Boolean => "true or false",
            _ => "a whole number",
        };
        if (!fits)
            reader.Error(at, $"'{setting.Name}' must be {form}, not '{value}'.");
        return value;
    }

    private static string Or(IEnumerable<string> names) => string.Join(", ", names);
}
