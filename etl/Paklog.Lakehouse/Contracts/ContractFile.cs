using Paklog.Lakehouse.Declarations;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Paklog.Lakehouse.Contracts;

/// <summary>Reads contract files (YAML, one a source table).</summary>
public static class ContractFile
{
    /// <summary>Reads one file.</summary>
    /// <exception cref="DeclarationException">The file is not a valid contract; every fault is listed.</exception>
    public static Contract Load(string path) => Parse(File.ReadAllText(path), path);

    /// <summary>Reads a contract from text; <paramref name="file"/> stands in the messages.</summary>
    /// <exception cref="DeclarationException">The text is not a valid contract; every fault is listed.</exception>
    public static Contract Parse(string yaml, string file)
    {
        var errors = new List<DeclarationFault>();
        return TryParse(yaml, file, errors) ?? throw new DeclarationException(errors);
    }

    /// <summary>Reads every <c>*.yaml</c> of a folder, ordered by file name, and checks what the contracts say of each other.</summary>
    /// <exception cref="DeclarationException">Some file is not a valid contract, or two contradict each other; every fault is listed.</exception>
    public static IReadOnlyList<Contract> LoadFolder(string folder)
    {
        var read = ReadFolder(folder);
        return read.Fault is { } fault ? throw fault : read.Contracts;
    }

    /// <summary>Reads every <c>*.yaml</c> of a folder, ordered by file name, and checks what the contracts say of each other. A file with a fault is refused, and the others stand.</summary>
    public static ContractFolder ReadFolder(string folder) => Read([folder], []);

    /// <summary>Reads the <c>*.yaml</c> of folders, puts the contracts beside them that C# declares, and checks what all of them say of each other. One with a fault is refused, and the others stand.</summary>
    internal static ContractFolder Read(IReadOnlyList<string> folders, IReadOnlyList<DeclaredContract> declared)
    {
        var errors = declared.SelectMany(contract => contract.Faults).ToList();
        var contracts = declared.Where(contract => contract.Contract is not null).Select(contract => (File: contract.Place, Contract: contract.Contract!)).ToList();
        var targets = declared.ToDictionary(contract => contract.Place, contract => contract.Target, StringComparer.Ordinal);
        foreach (var path in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal)))
        {
            var text = "";
            try
            {
                text = File.ReadAllText(path);
                if (TryParse(text, path, errors) is { } contract)
                    contracts.Add((path, contract));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                errors.Add(new DeclarationFault(path, 1, $"The file cannot be read: {error.Message}"));
            }

            targets[path] = ContractTarget.Of(path, text);
        }

        var valid = contracts.Select(pair => pair.File).ToHashSet(StringComparer.Ordinal);
        ContractRules.CheckTogether(contracts, targets.Where(target => !valid.Contains(target.Key)).ToDictionary(), errors);
        var places = declared.Select(contract => contract.Place).ToHashSet(StringComparer.Ordinal);
        var faults = errors.Select(error => places.Contains(error.File) ? error with { Line = 0 } : error).ToLookup(error => error.File, StringComparer.Ordinal);
        return new ContractFolder(
            [.. contracts.Where(pair => !faults.Contains(pair.File)).Select(pair => pair.Contract)],
            [.. targets.Where(target => faults.Contains(target.Key)).Select(target => Refused(target.Key, target.Value, [.. faults[target.Key]]))]);
    }

    private static RefusedContract Refused(string file, ContractTarget target, IReadOnlyList<DeclarationFault> errors) => new(file, target.Source, target.Table, target.HasHistory, errors);

    private static Contract? TryParse(string yaml, string file, List<DeclarationFault> errors)
    {
        var before = errors.Count;
        var parser = new Parser(new StringReader(yaml));
        try
        {
            var stream = new YamlStream();
            stream.Load(parser);
            if (stream.Documents is not [{ RootNode: YamlMappingNode root }])
            {
                errors.Add(new DeclarationFault(file, 1, "A contract is one YAML mapping with the keys source, table, key and columns."));
                return null;
            }

            var contract = new ContractReader(file, errors).Read(root);
            return errors.Count == before ? contract : null;
        }
        catch (YamlException error)
        {
            errors.Add(new DeclarationFault(file, (int)error.Start.Line, $"This is not valid YAML: {error.Message}"));
            return null;
        }
        catch (InvalidOperationException) when (parser.Current is { } last)
        {
            // YamlDotNet's answer to a flow sequence that does not end.
            errors.Add(new DeclarationFault(file, (int)last.Start.Line, "This is not valid YAML: a bracket or brace that opens here or before is not closed."));
            return null;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or FormatException or OverflowException or NullReferenceException or InvalidCastException or KeyNotFoundException)
        {
            // What else the parser may run into is a fault of this file too.
            errors.Add(new DeclarationFault(file, (int)(parser.Current?.Start.Line ?? 1), $"This cannot be read as a contract: {error.Message}"));
            return null;
        }
    }
}
