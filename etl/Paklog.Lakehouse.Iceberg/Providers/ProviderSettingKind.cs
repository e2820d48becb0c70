namespace Paklog.Lakehouse.Iceberg.Providers;

/// <summary>What the text of a setting must be.</summary>
public enum ProviderSettingKind
{
    Text,

    /// <summary>An absolute http or https URI.</summary>
    Uri,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A whole number from 0 on.</summary>
    Number,
}
