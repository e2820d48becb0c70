namespace Paklog.Lakehouse.Spark.Launch;

/// <summary>The last lines of a log, written by several threads.</summary>
internal sealed class LogTail(int lines)
{
    private readonly Queue<string> last = new();

    public void Add(string line)
    {
        lock (last)
        {
            last.Enqueue(line);
            if (last.Count > lines)
                last.Dequeue();
        }
    }

    /// <summary>To be put behind a sentence: empty, or a colon and the lines.</summary>
    public override string ToString()
    {
        lock (last)
            return last.Count == 0 ? "." : ":" + string.Concat(last.Select(line => "\n  " + line));
    }
}
