using Paklog.Lakehouse.Contracts;

namespace Paklog.Lakehouse.Silver;

internal static class Encodings
{
    /// <summary>How a message writes the column: as its own schema says, under whatever name the column had then, else as the contract says.</summary>
    public static ColumnEncoding Of(ContractColumn column, MessageSchema? schema) =>
        column.SourceNames.Select(name => schema?.Find(name)).FirstOrDefault(field => field is not null)?.EncodingFor(column) ?? column.Encoding;
}
