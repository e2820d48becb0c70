namespace Paklog.Lakehouse.Sources;

/// <summary>How the lines of one file are shaped: with or without the Kafka record around the value, and what the value is.</summary>
/// <param name="Wrapped">True for {"topic","partition","offset","timestamp","headers","key","value"}, false for bare values.</param>
public sealed record RecordForm(bool Wrapped, ValueForm Value)
{
    /// <summary>The form that any line can be read by; slower than the others, which expect one shape.</summary>
    public static RecordForm Any { get; } = new(true, ValueForm.Any);
}

/// <summary>What a value is, as its first line shows it.</summary>
public enum ValueForm
{
    /// <summary>Whatever comes: each line is classified for itself.</summary>
    Any,

    /// <summary>Debezium's envelope, JsonConverter with schemas.enable=false.</summary>
    Envelope,

    /// <summary>Debezium's envelope inside {"schema", "payload"}, schemas.enable=true.</summary>
    SchemaEnvelope,
}
