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

    /// <summary>To open a pipe waits for whoever writes to it, which may be nobody.</summary>
    [Fact]
    public async Task Pipes_sockets_and_devices_are_named_and_nothing_waits_for_them()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells them apart.");
        var folder = Path.GetDirectoryName(market.File(1, "one"))!;
        await System.Diagnostics.Process.Start("mkfifo", [Path.Combine(folder, "pipe.jsonl"), Path.Combine(folder, "pipe.keys.jsonl")])!.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(folder, "link.jsonl"), "pipe.jsonl");
        File.CreateSymbolicLink(Path.Combine(folder, "null.jsonl"), "/dev/null");
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Combine(folder, "socket.jsonl")));
        foreach (var verb in (string[][])[["land"], ["contract", "infer"]])
        {
            var run = await market.FailAsync([.. verb, "--input", folder, Path.Combine(folder, "pipe.jsonl")]).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            foreach (var (name, kind) in new[] { ("pipe.jsonl", "a pipe"), ("pipe.keys.jsonl", "a pipe"), ("link.jsonl", "a pipe"), ("null.jsonl", "a device"), ("socket.jsonl", "a socket") })
                Assert.Contains($"'{Path.Combine(folder, name)}' is {kind} and no file", run.Error, StringComparison.Ordinal);
        }

        Assert.Equal("one", await market.ValuesAsync("(select json_extract_string(after, '$.v') as v from bronze.a)"));
    }

    [Fact]
    public async Task What_cannot_be_read_keeps_no_draft_from_the_others()
    {
        var folder = Path.GetDirectoryName(market.File(1, "one"))!;
        File.CreateSymbolicLink(Path.Combine(folder, "-link.jsonl"), Path.Combine(folder, "nothing"));
        market.Write("console/lines.jsonl", "1\t" + File.ReadAllLines(market.File(2, "two", "z"))[0].Replace("\"z\"", "\"y\"", StringComparison.Ordinal) + "\n");
        var run = await market.FailAsync("contract", "infer", "--input", Path.Combine(market.Folder, "nowhere"), folder, Path.Combine(market.Folder, "console"));
        Assert.Equal(2, run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains(Path.Combine(folder, "-link.jsonl"), run.Error, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(market.Folder, "nowhere"), run.Error, StringComparison.Ordinal);
        foreach (var table in (string[])["a", "b", "c", "z", "y"])
            Assert.Contains($"source: shop.{table}\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bare_key_that_is_not_that_of_the_row_is_said_and_loses_nothing()
    {
        static string Line(int id, string key) => $$$$"""{"topic":"s.shop.a","partition":0,"offset":{{{{id}}}},"timestamp":1795250944000,"headers":{},"key":{{{{key}}}},"value":{"op":"c","before":null,"after":{"id":{{{{id}}}},"v":"v{{{{id}}}}"},"source":{"connector":"mysql","name":"s","db":"shop","table":"a","ts_ms":1795250944000,"file":"bin.1","pos":{{{{id}}}}00,"row":0}}}""";
        var file = market.Write("in/keys.jsonl", string.Join('\n', Line(1, "77"), Line(2, "2"), Line(3, "\"default\""), Line(4, "\"x\"")));
        var landed = (await market.DoAsync("land", "--json", "--input", file)).Object;
        Assert.StartsWith("2 events of s.shop.a came with a key that is not the one of the row", Assert.Single(landed.GetProperty("notes").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Equal(4, landed.GetProperty("lines").GetProperty("landed").GetInt32());
        await market.DoAsync("run");
        Assert.Equal("v1, v2, v3, v4", await market.ValuesAsync("silver.a"));
    }

    [Fact]
    public async Task Where_no_file_can_be_read_nothing_is_made()
    {
        var run = await market.FailAsync("land", "--input", Path.Combine(market.Folder, "nowhere"));
        Assert.Equal($"There is no file or folder '{Path.Combine(market.Folder, "nowhere")}' to land; give an existing one to --input.\n", run.Error);
        Assert.False(Directory.Exists(market.Warehouse));
    }
}
