using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Paklog.Lakehouse.Contracts;

/// <summary>Reads contract files (YAML, one a source table).</summary>
public static class ContractFile
{
    /// <summary>Reads one file.</summary>
    /// <exception cref="ContractException">The file is not a valid contract; every fault is listed.</exception>
    public static Contract Load(string path) => Parse(File.ReadAllText(path), path);

    /// <summary>Reads a contract from text; <paramref name="file"/> stands in the messages.</summary>
    /// <exception cref="ContractException">The text is not a valid contract; every fault is listed.</exception>
    public static Contract Parse(string yaml, string file)
    {
        var errors = new List<ContractError>();
        return TryParse(yaml, file, errors) ?? throw new ContractException(errors);
    }

    /// <summary>Reads every <c>*.yaml</c> of a folder, ordered by file name, and checks what the contracts say of each other.</summary>
    /// <exception cref="ContractException">Some file is not a valid contract, or two contradict each other; every fault is listed.</exception>
    public static IReadOnlyList<Contract> LoadFolder(string folder)
    {
        var errors = new List<ContractError>();
        var contracts = new List<(string File, Contract Contract)>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            if (TryParse(File.ReadAllText(path), path, errors) is { } contract)
                contracts.Add((path, contract));
        }

        ContractRules.CheckTogether(contracts, errors);
        return errors.Count == 0 ? [.. contracts.Select(pair => pair.Contract)] : throw new ContractException(errors);
    }

    private static Contract? TryParse(string yaml, string file, List<ContractError> errors)
    {
        var before = errors.Count;
        var parser = new Parser(new StringReader(yaml));
        try
        {
            var stream = new YamlStream();
            stream.Load(parser);
            if (stream.Documents is not [{ RootNode: YamlMappingNode root }])
            {
                errors.Add(new ContractError(file, 1, "A contract is one YAML mapping with the keys source, table, key and columns."));
                return null;
            }

            var contract = new ContractReader(file, errors).Read(root);
            return errors.Count == before ? contract : null;
        }
        catch (YamlException error)
        {
            errors.Add(new ContractError(file, (int)error.Start.Line, $"This is not valid YAML: {error.Message}"));
            return null;
        }
        catch (InvalidOperationException) when (parser.Current is { } last)
        {
            // YamlDotNet's answer to a flow sequence that does not end.
            errors.Add(new ContractError(file, (int)last.Start.Line, "This is not valid YAML: a bracket or brace that opens here or before is not closed."));
            return null;
        }
    }
}
