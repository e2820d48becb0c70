namespace Paklog.Lakehouse.Models;

internal enum SqlTokenKind
{
    Word,

    /// <summary>A name between double quotes.</summary>
    Quoted,
    Number,
    Text,
    Symbol,
    LineComment,
    BlockComment,
}
