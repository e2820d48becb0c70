using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Declarations;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Paklog.Lakehouse.Models;

/// <summary>Reads the test of a model, <c>name.test.yaml</c> beside <c>name.sql</c>; sql/README.md shows its form.</summary>
public static class ModelTestFile
{
    /// <exception cref="DeclarationException">There is no such file, or it does not fit the model; every fault is listed.</exception>
    public static ModelTest Load(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return File.Exists(model.TestFile)
            ? Parse(File.ReadAllText(model.TestFile), model, model.TestFile)
            : throw new DeclarationException([new DeclarationFault(model.TestFile, 1, $"{model.Table} has no test: write the file, with inputs, output and cases.")]);
    }

    /// <summary>Reads a test from text; <paramref name="file"/> stands in the messages.</summary>
    /// <exception cref="DeclarationException">The text is not a test of the model; every fault is listed.</exception>
    public static ModelTest Parse(string yaml, Model model, string file)
    {
        var errors = new List<DeclarationFault>();
        ModelTest? test = null;
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
                test = new ModelTestReader(model, file, new YamlReader(file, errors)).Read(root);
            else
                errors.Add(new DeclarationFault(file, 1, "A test of a model is one YAML mapping with the keys inputs, output and cases."));
        }
        catch (YamlException error)
        {
            errors.Add(new DeclarationFault(file, (int)error.Start.Line, $"This is not valid YAML: {error.Message}"));
        }

        catch (InvalidOperationException)
        {
            // YamlDotNet's answer to a flow sequence that does not end.
            errors.Add(new DeclarationFault(file, 1, "This is not valid YAML: a bracket or brace is not closed."));
        }

        return test is not null && errors.Count == 0
            ? test
            : throw new DeclarationException(errors);
    }
}
