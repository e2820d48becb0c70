namespace Paklog.Lakehouse.Engine;

/// <summary>An engine cannot read an input file: its compressed data is damaged, or the engine's machines do not reach it.</summary>
public sealed class UnreadableFileException(string message, Exception? inner = null) : LakehouseException(message, inner);
