namespace Paklog.Lakehouse.Models;

internal enum SqlTokenKind
{
    Word,
    Number,
    Text,
    Symbol,
    LineComment,
    BlockComment,
}
