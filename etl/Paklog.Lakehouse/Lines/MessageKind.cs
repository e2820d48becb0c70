namespace Paklog.Lakehouse.Lines;

/// <summary>What a line is (semantics.md, section 1): the names that the staged column <c>kind</c> has.</summary>
internal static class MessageKind
{
    public const string Change = "change";
    public const string Domain = "domain";
    public const string Tombstone = "ignored:tombstone";
    public const string Heartbeat = "ignored:heartbeat";
    public const string Transaction = "ignored:transaction";
    public const string SchemaChange = "ignored:schema_change";
    public const string NotJson = "dead:not_json";
    public const string NotUtf8 = "dead:not_utf8";
    public const string Truncated = "dead:truncated_input";
    public const string NotAnEnvelope = "dead:not_an_envelope";
    public const string UnknownOp = "dead:unknown_op";
    public const string NoIdentity = "dead:no_identity";
    public const string AvroJson = "dead:avro_json";
}
