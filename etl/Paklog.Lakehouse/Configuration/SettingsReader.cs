using System.Globalization;
using System.Text.RegularExpressions;

namespace Paklog.Lakehouse.Configuration;

/// <summary>Takes values out of settings and notes every fault with file and line; a value that is absent or cannot be taken is null.</summary>
/// <param name="variable">An environment variable by name; null where there is none.</param>
internal sealed partial class SettingsReader(Func<string, string?> variable)
{
    private readonly List<string> errors = [];

    /// <exception cref="LakehouseException">There were faults.</exception>
    internal void ThrowIfFaulty()
    {
        if (errors.Count > 0)
            throw new LakehouseException(string.Join(Environment.NewLine, errors)) { Kind = LakehouseErrorKind.InvalidDeclaration };
    }

    internal void Error(Setting at, string message) => errors.Add($"{at.File}:{at.Line}: {message}");

    /// <summary>A fault of what stands nowhere.</summary>
    internal void Missing(string message) => errors.Add(message);

    /// <summary>The members of a mapping that are not null; names that are not known are faults.</summary>
    internal IReadOnlyDictionary<string, Setting> Members(Setting? setting, string what, params IReadOnlyList<string> known)
    {
        var members = new Dictionary<string, Setting>(StringComparer.Ordinal);
        if (setting is null || setting.IsNull)
            return members;
        if (setting.Members is null)
            Error(setting, $"{what} must be a mapping; {Known(known)}.");
        foreach (var (name, member) in setting.Members ?? members)
        {
            if (!known.Contains(name))
                Error(member, $"{what} has no key '{name}'; {Known(known)}.");
            else if (!member.IsNull)
                members.Add(name, member);
        }

        return members;
    }

    /// <summary>A text, with <c>${env:NAME}</c> replaced by the environment variable.</summary>
    internal string? Text(Setting? setting, string what)
    {
        if (setting is null)
            return null;
        if (setting.Text is not { } text)
        {
            Error(setting, $"'{what}' must be a text.");
            return null;
        }

        var filled = Reference().Replace(text, match => Variable(setting, what, match.Groups["name"].Value));
        return filled.Length > 0 ? filled : null;
    }

    internal long? Number(Setting? setting, string what, long least)
    {
        if (Text(setting, what) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least)
            return number;
        Error(setting!, $"'{what}' must be a whole number from {least} on, not '{text}'.");
        return null;
    }

    private static string Known(IReadOnlyList<string> keys) => keys.Count == 0 ? "it has none" : $"known keys are {string.Join(", ", keys)}";

    private string Variable(Setting at, string what, string name)
    {
        if (name.StartsWith("env:", StringComparison.Ordinal))
        {
            if (variable(name["env:".Length..]) is { } value)
                return value;
            Error(at, $"'{what}' needs the environment variable {name["env:".Length..]}, which is not set.");
        }
        else
        {
            Error(at, $"'{what}' holds ${{{name}}}; only ${{env:NAME}} is known.");
        }

        return "?";
    }

    [GeneratedRegex(@"\$\{(?<name>[^}]*)\}")]
    private static partial Regex Reference();
}
