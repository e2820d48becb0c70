using System.Security.Cryptography;
using System.Text;
using Paklog.Lakehouse.Declarations;
using Paklog.Lakehouse.Iceberg.Catalogs;

namespace Paklog.Lakehouse.Models;

/// <summary>Reads models: <c>layer/name.sql</c>, one SELECT a file below a header comment.</summary>
public static class ModelFile
{
    /// <exception cref="DeclarationException">The file is not a valid model; every fault is listed.</exception>
    public static Model Load(string path) => Parse(File.ReadAllText(path), path);

    /// <summary>Reads a model from text. Layer and name come from <paramref name="file"/>, which stands in the messages too.</summary>
    /// <exception cref="DeclarationException">The text is not a valid model; every fault is listed.</exception>
    public static Model Parse(string text, string file)
    {
        var errors = new List<DeclarationFault>();
        return TryParse(text, file, errors) ?? throw new DeclarationException(errors);
    }

    /// <summary>Reads every model below a folder's bronze, silver and gold. A model stands behind the models that it reads.</summary>
    /// <exception cref="DeclarationException">Some file is not a valid model, or models read each other in a circle; every fault is listed.</exception>
    public static IReadOnlyList<Model> LoadFolder(string folder)
    {
        var read = ReadFolder(folder);
        return read.Fault is { } fault ? throw fault : read.Models;
    }

    /// <summary>Reads every model below a folder's bronze, silver and gold. A model stands behind the models that it reads. A file with a fault is refused, and the others stand.</summary>
    public static ModelFolder ReadFolder(string folder)
    {
        var models = new List<Model>();
        var refused = new List<RefusedModel>();
        foreach (var path in SelectReader.Layers.Select(layer => Path.Combine(folder, layer)).Where(Directory.Exists).SelectMany(layer => Directory.EnumerateFiles(layer, "*.sql").Order(StringComparer.Ordinal)))
        {
            var errors = new List<DeclarationFault>();
            if (TryLoad(path, errors) is { } model)
                models.Add(model);
            else
                refused.Add(new RefusedModel(TableOf(path), path, errors));
        }

        var ordered = ModelOrder.Sort(models, model => model.Table, (model, other) => model.Inputs.Contains(other.Table), out var circle);
        refused.AddRange(circle.Select(model => new RefusedModel(
            model.Table, model.File, [new DeclarationFault(model.File, 1, $"These models read each other in a circle: {string.Join(", ", circle.Select(other => other.Table))}.")])));
        return new ModelFolder(ordered, refused);
    }

    private static TableIdentifier TableOf(string file) => new(Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file)))!, Path.GetFileNameWithoutExtension(file));

    private static Model? TryLoad(string path, List<DeclarationFault> errors)
    {
        try
        {
            return TryParse(File.ReadAllText(path), path, errors);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            errors.Add(new DeclarationFault(path, 1, $"The file cannot be read: {error.Message}"));
            return null;
        }
    }

    private static Model? TryParse(string text, string file, List<DeclarationFault> errors)
    {
        var layer = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file)));
        var isLayer = layer is not null && SelectReader.Layers.Contains(layer);
        if (!isLayer)
            errors.Add(new DeclarationFault(file, 1, $"A model stands in a folder called bronze, silver or gold, not in '{layer}'."));
        var model = TryParse(TableIdentifier.Of(layer ?? "", Path.GetFileNameWithoutExtension(file)), text, file, null, [], errors);
        return isLayer ? model : null;
    }

    /// <summary>Reads a model whose name is known.</summary>
    /// <param name="file">Stands in the messages.</param>
    /// <param name="description">What a row is, beside the sentences of the header; null for no more than those.</param>
    /// <param name="declared">Declarations beside those of the header: word and value, as a header writes them.</param>
    /// <returns>Null where there are faults.</returns>
    internal static Model? TryParse(TableIdentifier table, string text, string file, string? description, IReadOnlyList<(string Word, string Value)> declared, List<DeclarationFault> errors)
    {
        var before = errors.Count;
        void Error(int line, string message) => errors.Add(new DeclarationFault(file, line, message));

        var tokens = new SqlTokenizer(text, Error).Run();
        var header = new HeaderReader(Error);
        if (description is not null)
            header.Describe(description);
        foreach (var (word, value) in declared)
            header.Declare(word, value, 1);
        header.Read(tokens.TakeWhile(token => token.IsComment));
        var select = tokens.FindAll(token => !token.IsComment);
        if (select.Count == 0)
        {
            Error(1, "There is no SELECT below the header.");
            return null;
        }

        header.RefuseBelow(tokens.SkipWhile(token => token.IsComment).Where(token => token.IsComment));
        var reader = new SelectReader(select, Error);
        var inputs = reader.Inputs();
        var columns = reader.Columns();
        header.Resolve(columns);
        ModelRules.Check(header, inputs, columns, Error);
        if (errors.Count > before)
            return null;

        return new Model
        {
            Table = table,
            File = file,
            Line = select[0].Line,
            Description = header.Description,
            Sql = text[select[0].Start..select[^1].End],
            Columns = columns,
            Grain = header.Grain,
            Key = header.Key,
            Incremental = header.Incremental,
            Additive = header.Additive,
            Partition = header.Partition,
            Inputs = inputs,
            Hash = HashOf(header, select),
        };
    }

    private static string HashOf(HeaderReader header, List<SqlToken> select)
    {
        string[] declarations =
        [
            Names(header.Grain), Names(header.Key), string.Join("; ", header.Incremental),
            Names(header.Additive), string.Join(", ", header.Partition),
        ];
        var definition = string.Join('\n', declarations.Concat(select.Select(token => token.Text)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(definition)));

        static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(HeaderName.Show));
    }
}
