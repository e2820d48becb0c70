namespace Paklog.Lakehouse.Tests.Cli;

/// <summary>An input file that cannot be read is told in a sentence, and the others land; the exit code is 1.</summary>
public sealed class UnreadableInputTests : IDisposable
{
    private readonly Market market = new();

    public void Dispose() => market.Dispose();

    [Fact]
    public async Task A_path_that_leads_nowhere_and_a_link_to_nothing_stop_no_other_file()
    {
        var folder = Path.GetDirectoryName(market.File(1, "one"))!;
        File.CreateSymbolicLink(Path.Combine(folder, "link.jsonl"), Path.Combine(folder, "nothing"));
        Directory.CreateDirectory(Path.Combine(folder, "folder.jsonl"));
        var landed = await market.FailAsync("land", "--json", "--input", folder, Path.Combine(folder, "nowhere.jsonl"));
        Assert.Equal(3, landed.Object.GetProperty("lines").GetProperty("landed").GetInt32());
        Assert.Equal(2, landed.Object.GetProperty("files").GetProperty("unread").GetArrayLength());
        var sentences = landed.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, sentences.Length);
        Assert.Contains(sentences, sentence => sentence.StartsWith($"There is no file or folder '{Path.Combine(folder, "nowhere.jsonl")}'", StringComparison.Ordinal));
        Assert.Contains(sentences, sentence => sentence.StartsWith($"The file '{Path.Combine(folder, "link.jsonl")}' cannot be read: ", StringComparison.Ordinal));
        Assert.Equal("one", await market.ValuesAsync("(select json_extract_string(after, '$.v') as v from bronze.a)"));
    }

    [Fact]
    public async Task Damaged_compression_is_a_dead_letter_and_stops_no_other_file()
    {
        var folder = Path.GetDirectoryName(market.File(1, "one"))!;
        File.WriteAllBytes(Path.Combine(folder, "garbage.jsonl.gz"), [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7]);
        File.WriteAllBytes(Path.Combine(folder, "head.jsonl.gz"), [0x1f, 0x8b]);
        File.WriteAllBytes(Path.Combine(folder, "empty.jsonl.gz"), []);
        var landed = await market.DoAsync("land", "--json", "--input", folder);
        Assert.Equal(3, landed.Object.GetProperty("lines").GetProperty("landed").GetInt32());
        Assert.Equal(2, landed.Object.GetProperty("dead").GetProperty("truncated_input").GetInt32());
    }

    [Fact]
    public async Task Where_no_file_can_be_read_nothing_is_made()
    {
        var run = await market.FailAsync("land", "--input", Path.Combine(market.Folder, "nowhere"));
        Assert.Equal($"There is no file or folder '{Path.Combine(market.Folder, "nowhere")}' to land; give an existing one to --input.\n", run.Error);
        Assert.False(Directory.Exists(market.Warehouse));
    }
}
