using Paklog.Lakehouse.Contracts;

namespace Paklog.Lakehouse;

/// <summary>The history of a source's table, declared in C#.</summary>
public sealed class HistoryDeclaration
{
    internal HistoryDeclaration(string table) => Table = table;

    internal string Table { get; }

    internal HistoryRule Rule { get; private set; } = new(AllBut: true, []);

    /// <summary>A change of one of these columns opens a new version; all columns where neither this nor <see cref="TrackAllBut"/> is called.</summary>
    public HistoryDeclaration Track(params IReadOnlyList<string> columns)
    {
        Rule = new HistoryRule(AllBut: false, columns);
        return this;
    }

    /// <summary>A change of any column but these opens a new version.</summary>
    public HistoryDeclaration TrackAllBut(params IReadOnlyList<string> columns)
    {
        Rule = new HistoryRule(AllBut: true, columns);
        return this;
    }
}
