namespace Paklog.Lakehouse.Spark.Gateway;

/// <summary>What a command gave. A failure's value is the Java exception (JvmObject), its stack as text, or null.</summary>
/// <param name="Failed">Java threw, or the gateway refused.</param>
/// <param name="Fatal">The gateway closes the connection after this reply.</param>
/// <param name="Value">Null too for void; a <see cref="JavaDecimal"/> for a BigDecimal.</param>
internal readonly record struct Reply(bool Failed, bool Fatal, object? Value);

/// <summary>A BigDecimal in digits: .NET's decimal does not hold each.</summary>
internal sealed record JavaDecimal(string Digits);

/// <summary>The reply to reading a member that does not exist, or that is no value.</summary>
internal sealed record NoValue(char Type);
