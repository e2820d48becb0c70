using Paklog.Lakehouse.Iceberg.Types;

namespace Paklog.Lakehouse.Models;

/// <summary>A column of an input or of the output in the test of a model.</summary>
public sealed record TestColumn(string Name, PrimitiveType Type);
