using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Contracts.Inference;

/// <summary>Compares contracts with input: what is missing, unknown or of another type.</summary>
public static class ContractCheck
{
    /// <summary>Validates every contract of a folder and compares them with the messages under another.</summary>
    /// <exception cref="DeclarationException">A contract file is not valid; every fault of the folder is listed.</exception>
    public static IReadOnlyList<ContractFinding> Compare(string contractFolder, string inputPath) => Compare(ContractFile.LoadFolder(contractFolder), inputPath);

    /// <summary>Compares contracts with the messages under a folder or in a file; the findings are ordered by source and column.</summary>
    public static IReadOnlyList<ContractFinding> Compare(IReadOnlyList<Contract> contracts, string inputPath)
    {
        var seen = new ContractInference();
        seen.Read(inputPath);
        var findings = new List<ContractFinding>();
        foreach (var (source, table) in seen.Tables.Where(pair => pair.Value.Events > 0))
        {
            if (contracts.FirstOrDefault(contract => contract.Source == source) is { } contract)
                findings.AddRange(Compare(contract, table));
            else
                findings.Add(new(ContractFindingKind.UnknownTable, source, null, $"{source} has {table.Events} events and no contract: draft one with `contract infer`."));
        }

        findings.AddRange(contracts.Where(contract => !seen.Tables.TryGetValue(contract.Source, out var table) || table.Events == 0)
            .Select(contract => new ContractFinding(ContractFindingKind.UnseenTable, contract.Source, null, $"No event of {contract.Source} is in the input.")));
        return [.. findings.OrderBy(finding => finding.Source, StringComparer.Ordinal)];
    }

    private static IEnumerable<ContractFinding> Compare(Contract contract, ObservedTable table)
    {
        var known = contract.KnownFields.ToHashSet(StringComparer.Ordinal);
        foreach (var name in table.Fields.Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal))
        {
            yield return new(
                ContractFindingKind.UnknownField, contract.Source, name,
                $"{contract.Source} carries the field {name}, which its contract does not know: add it to 'columns', as 'renamedFrom' of one, or to 'dropped'.");
        }

        foreach (var column in contract.Columns)
        {
            var names = column.SourceNames.Where(table.Fields.ContainsKey).ToList();
            if (names.Count == 0)
            {
                yield return new(
                    ContractFindingKind.MissingField, contract.Source, column.Name,
                    $"No event of {contract.Source} carries the column {column.Name}: if the source dropped it, move it to 'dropped'; if it was renamed, say so.");
            }

            foreach (var name in names)
            {
                if (Mismatch(column, table.LastSchema?.Find(name), table.Fields[name]) is { } mismatch)
                    yield return new(ContractFindingKind.RetypedField, contract.Source, column.Name, $"{contract.Source}.{name} is {mismatch}; the contract says {column.Type} ({column.Encoding}).");
            }
        }

        if (table.Key.Count == 0)
        {
            var key = string.Join(", ", contract.Key);
            yield return new(
                ContractFindingKind.NoKey, contract.Source, null,
                $"No message of {contract.Source} has a key: rows that have ({key}) alike are one row in Silver, and an update that changes ({key}) is a delete and an insert.");
        }
        else if (!table.Key.ToHashSet().SetEquals(contract.Key))
        {
            yield return new(
                ContractFindingKind.OtherKey, contract.Source, null,
                $"The key of {contract.Source} is ({string.Join(", ", table.Key)}), but its contract says ({string.Join(", ", contract.Key)}).");
        }
    }

    /// <summary>What a field is, where the column cannot come of it; null where it can.</summary>
    private static string? Mismatch(ContractColumn column, MessageField? field, ObservedField values)
    {
        if (field is not null)
            return field.EncodingFor(column) == field.Encoding || Holds(column.Type, field.Type) || column.Encoding.Kind == EncodingKind.BooleanInt ? null : $"{field.Type} by its schema";
        return values.Values == 0 || GoesWith(column, values) ? null : "written as " + values.Kinds;
    }

    /// <summary>Whether every value of one type is a value of the other.</summary>
    private static bool Holds(IcebergType column, IcebergType field) => (column, field) switch
    {
        ({ TypeId: TypeId.String }, { TypeId: TypeId.String or TypeId.Uuid }) => true,
        (DecimalType wide, DecimalType narrow) => wide.Scale >= narrow.Scale && wide.Precision - wide.Scale >= narrow.Precision - narrow.Scale,
        (DecimalType wide, { TypeId: TypeId.Int }) => wide.Precision - wide.Scale >= 10,
        (DecimalType wide, { TypeId: TypeId.Long }) => wide.Precision - wide.Scale >= 19,
        ({ TypeId: TypeId.Long }, { TypeId: TypeId.Int }) or ({ TypeId: TypeId.Double }, { TypeId: TypeId.Float }) => true,
        ({ TypeId: TypeId.Binary }, { TypeId: TypeId.Binary }) => true,
        _ => column == field,
    };

    /// <summary>Whether the kinds of JSON that were seen are those of the encoding.</summary>
    private static bool GoesWith(ContractColumn column, ObservedField values)
    {
        var kind = column.Encoding.Kind;
        if (kind is EncodingKind.EpochDays or EncodingKind.EpochMillis or EncodingKind.EpochMicros or EncodingKind.EpochNanos or EncodingKind.TimeMillis
            or EncodingKind.TimeMicros or EncodingKind.TimeNanos or EncodingKind.IntervalMicros or EncodingKind.Unsigned)
            return values.Kinds == "integers";
        if (kind is EncodingKind.Iso or EncodingKind.DecimalBase64 or EncodingKind.Base64)
            return values.Kinds == "texts";
        return (column.Type.TypeId, kind) switch
        {
            (TypeId.Boolean, EncodingKind.BooleanInt) => values.Kinds is "integers" or "booleans",
            (TypeId.Boolean, _) => values.Kinds == "booleans",
            (TypeId.Int or TypeId.Long, _) => values.Kinds == "integers",
            (TypeId.List, _) => values.Kinds == "arrays",
            (TypeId.String, EncodingKind.Plain) => values.Kinds == "texts",
            (TypeId.String, EncodingKind.DecimalVariable) => values.Kinds == "objects",
            (TypeId.Binary or TypeId.Fixed or TypeId.Uuid or TypeId.Date or TypeId.Timestamp or TypeId.TimestampTz, _) => values.Kinds == "texts",
            _ => true,
        };
    }
}
