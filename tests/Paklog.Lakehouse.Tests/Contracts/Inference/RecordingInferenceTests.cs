using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Contracts.Inference;

namespace Paklog.Lakehouse.Tests.Contracts.Inference;

/// <summary>What can be read off the recordings, against the contracts that a person wrote.</summary>
public sealed class RecordingInferenceTests
{
    /// <summary>From messages with schemas and the schema-change topic of MariaDB: nothing differs but encodings, which the two recordings do not share.</summary>
    [Fact]
    public void TypedMessagesGiveTheWrittenContracts()
    {
        var drafts = Drafts("small/typed/topics");
        Assert.Equal("", Differences(drafts, WithNullability));
        Assert.Equal("decimal-base64(4)", drafts["public.payments"].Contract.Find("amount")!.Encoding.ToString());
        Assert.Equal("unsigned", drafts["ecommerce.customers"].Contract.Find("id")!.Encoding.ToString());
        Assert.Equal("renamed, by place and type", drafts["public.shipment_logs"].Guesses["detail"]);
        Assert.Equal(["marketing_opt_in"], drafts["ecommerce.customers"].Guesses.Keys);
    }

    /// <summary>
    /// Without schemas MariaDB still has its schema-change topic, and PostgreSQL only values: what those do not show is whether a column is required, the
    /// precision of decimals, defaults, and that a number is an interval.
    /// </summary>
    [Fact]
    public void PlainMessagesGiveTheWrittenContractsButForWhatValuesDoNotShow()
    {
        var drafts = Drafts("main/topics");
        Assert.Equal(
            """
            public.payments.risk_score: decimal(18,2), not decimal(5,2)
            public.shipments.weight: decimal(18,3), not decimal(14,3)
            public.shipments.route_time: long, not string
            """,
            Differences(drafts, TypeAndNames));
        foreach (var (source, draft) in drafts.Where(pair => pair.Key.StartsWith("ecommerce.", StringComparison.Ordinal)))
        {
            var written = Recordings.Contract(source);
            Assert.Equal(
                written.Columns.Select(column => (column.Name, Json(column.Encoding))),
                draft.Contract.Columns.Select(column => (column.Name, Json(column.Encoding))));
        }

        // LONGTEXT with a CHECK is all that MariaDB tells of its JSON columns.
        static string Json(ColumnEncoding encoding) => encoding.Kind == EncodingKind.JsonText ? "plain" : encoding.ToString();
    }

    [Theory]
    [InlineData("main/topics")]
    [InlineData("small/typed/topics")]
    [InlineData("small/flat/topics")]
    public void DraftsAreContractFiles(string folder)
    {
        var drafts = Drafts(folder);
        Assert.Equal(10, drafts.Count);
        foreach (var draft in drafts.Values)
        {
            var yaml = draft.ToYaml();
            Assert.Equal(draft.Contract.DefinitionText, ContractFile.Parse(yaml, draft.FileName).DefinitionText);
            Assert.Equal(draft.Guesses.Count, yaml.Split("   # guess: ").Length - 1);
        }
    }

    [Theory]
    [InlineData("main/topics")]
    [InlineData("small/plain/topics")]
    [InlineData("small/typed/topics")]
    [InlineData("small/flat/topics")]
    public void TheWrittenContractsAgreeWithEveryRecording(string folder) =>
        Assert.Empty(ContractCheck.Compare(Recordings.ContractFolder, Recordings.Folder(folder)).Select(finding => finding.Message));

    private static Dictionary<string, ContractDraft> Drafts(string folder)
    {
        var inference = new ContractInference();
        inference.Read(Recordings.Folder(folder));
        return inference.Drafts().ToDictionary(draft => draft.Contract.Source);
    }

    private static string TypeAndNames(ContractColumn column) => column.Type + string.Concat(column.RenamedFrom.Select(name => " was " + name));

    private static string WithNullability(ContractColumn column) =>
        $"{TypeAndNames(column)}{(column.Required ? " required" : "")}{(column.Default is null ? "" : " default " + column.Default)}";

    private static string Differences(Dictionary<string, ContractDraft> drafts, Func<ContractColumn, string> text)
    {
        var differences = new List<string>();
        foreach (var written in Recordings.Contracts.OrderBy(contract => contract.Source, StringComparer.Ordinal))
        {
            var draft = drafts[written.Source].Contract;
            Note(written.Source, "table", written.Table, draft.Table);
            Note(written.Source, "key", string.Join(',', written.Key), string.Join(',', draft.Key));
            Note(written.Source, "dropped", string.Join(',', written.Dropped), string.Join(',', draft.Dropped));
            Note(written.Source, "columns", string.Join(',', written.Columns.Select(column => column.Name)), string.Join(',', draft.Columns.Select(column => column.Name)));
            foreach (var column in written.Columns)
                Note(written.Source, column.Name, text(column), text(draft.Find(column.Name)!));
        }

        return string.Join(Environment.NewLine, differences);

        void Note(string source, string what, string expected, string actual)
        {
            if (expected != actual)
                differences.Add($"{source}.{what}: {actual}, not {expected}");
        }
    }
}
