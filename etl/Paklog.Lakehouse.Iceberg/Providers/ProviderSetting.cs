namespace Paklog.Lakehouse.Iceberg.Providers;

/// <summary>A setting that a provider takes from the configuration. Whoever reads the configuration checks names, kinds and presence, so a provider finds only settings that fit.</summary>
public sealed record ProviderSetting(string Name, ProviderSettingKind Kind = ProviderSettingKind.Text, bool IsRequired = false);
