namespace Paklog.Lakehouse;

/// <summary>Something that a person can mend: the message is one sentence that says what, where and what to do.</summary>
public class LakehouseException(string message, Exception? inner = null) : Exception(message, inner);
