using System.Globalization;

namespace Paklog.Lakehouse.SparkEngine.Translation;

/// <summary>Numbers. Where a result has no place in its type Spark's integers would wrap around, its try functions give NULL as its decimals do anyway (and try_multiply fails on some), and DuckDB fails: so does what is printed here.</summary>
internal static class Arithmetic
{
    public static SparkText Print(FunctionCall call, string sign, string tried)
    {
        if (call.Count == 1)
            return sign == "-" ? Negated(call[0]) : call[0];
        if (call[0].Type.Kind == SqlKind.Date && call[1].Type.Kind == SqlKind.Date)
            return sign == "-" ? new SparkText($"datediff({call[0]}, {call[1]})", SqlType.Int) : throw call.Unknown();
        if (call.Arguments.Any(argument => argument.Type.Kind == SqlKind.Interval) && call.Arguments.FirstOrDefault(argument => argument.Type.Kind == SqlKind.Date) is { Sql: not null } date)
            return Checked(call, new UncheckedArithmetic($"{tried}({string.Join(", ", call.Arguments.Select(argument => argument.Type.Kind == SqlKind.Date ? $"CAST({date} AS TIMESTAMP_NTZ)" : argument.Sql))})", [.. call.Arguments.Select(argument => argument.Sql)]), SqlType.Timestamp);
        var type = ExpressionPrinter.Common(call.Arguments);
        var known = type.Kind is SqlKind.Integer or SqlKind.Double || (type.Kind == SqlKind.Decimal && type.Scale == 0) ? type : Moved(call[0].Type, call[1].Type);
        if (call.Arguments.Any(argument => argument.Type.Kind is SqlKind.Double or SqlKind.Float))
            return new SparkText($"({call[0]} {sign} {call[1]})", known);
        var (left, right) = (Unchecked(call[0]), Unchecked(call[1]));
        var isDecimal = call.Arguments.Any(argument => argument.Type.Kind == SqlKind.Decimal);
        return Checked(call, new UncheckedArithmetic(isDecimal ? $"({left.Sql} {sign} {right.Sql})" : $"{tried}({left.Sql}, {right.Sql})", [.. left.Operands.Union(right.Operands)]), known);
    }

    /// <summary>A NULL of which no operand is the cause is an overflow. What a window or a subquery gives would be computed twice for that, so it is not checked.</summary>
    private static SparkText Checked(FunctionCall call, UncheckedArithmetic arithmetic, SqlType type)
    {
        var operands = arithmetic.Operands.Where(operand => !char.IsAsciiDigit(operand[0])).ToList();
        if (call.Context.IsTrying || operands.Exists(SparkText.IsCostly))
            return new SparkText(arithmetic.Sql, type);
        var known = operands.Count == 0 ? "true" : string.Join(" AND ", operands.Select(operand => $"{operand} IS NOT NULL"));
        var message = SparkLiteral.Quote($"Overflow: {arithmetic.Sql} is out of range");
        return new SparkText($"coalesce({arithmetic.Sql}, CASE WHEN {known} THEN raise_error({message}) END)", type, Arithmetic: arithmetic);
    }

    private static UncheckedArithmetic Unchecked(SparkText operand) => operand.Arithmetic ?? new UncheckedArithmetic(operand.Sql, [operand.Sql]);

    public static SparkText Absolute(FunctionCall call) => call[0].Type.Kind is SqlKind.Integer or SqlKind.Double or SqlKind.Float
        ? new SparkText($"abs({call[0]})", call[0].Type)
        : new SparkText($"CASE WHEN {call[0]} < 0 THEN {Negated(call[0])} ELSE {call[0]} END", call[0].Type);

    /// <summary>Always of doubles; by 0 it gives what IEEE 754 says, where Spark says NULL.</summary>
    public static SparkText Divide(FunctionCall call)
    {
        var (left, right) = ($"CAST({call[0]} AS DOUBLE)", $"CAST({call[1]} AS DOUBLE)");
        return new SparkText($"CASE WHEN {right} = 0D THEN CASE WHEN {left} = 0D THEN double('NaN') ELSE signum({left}) * double('Infinity') END ELSE ({left} / {right}) END", SqlType.Double);
    }

    /// <summary>Of whole numbers; others DuckDB divides without cutting.</summary>
    public static SparkText DivideWhole(FunctionCall call) => call.Arguments.Any(argument => argument.Type.Kind is SqlKind.Decimal or SqlKind.Float or SqlKind.Double)
        ? throw call.Unknown("// of numbers that are not whole")
        : new SparkText($"({call[0]} div {call[1]})", SqlType.Long);

    /// <summary>Halves away from zero. A double is scaled and rounded then, as DuckDB does; Spark would round its decimal digits.</summary>
    public static SparkText Round(FunctionCall call)
    {
        var digits = call.Count == 1 ? 0 : call.Nodes[1].ConstantInteger() ?? throw call.Unknown("round to a number of digits that is no constant");
        var value = call[0];
        if (value.Type.Kind is SqlKind.Integer or SqlKind.Decimal)
            return new SparkText(string.Create(CultureInfo.InvariantCulture, $"round({value}, {digits})"), value.Type.Kind == SqlKind.Integer ? value.Type : SqlType.Unknown);
        if (value.Type.Kind != SqlKind.Double)
            throw call.Unknown("round of something whose type the text does not say (cast it to decimal or double)");
        var power = string.Create(CultureInfo.InvariantCulture, $"1E{Math.Abs(digits)}D");
        var (up, down) = digits >= 0 ? ("*", "/") : ("/", "*");
        return new SparkText($"CASE WHEN abs({value}) < 1E15D THEN signum({value}) * floor(abs({value}) {up} {power} + 0.5D) {down} {power} ELSE {value} END", SqlType.Double);
    }

    public static SparkText IsFinite(FunctionCall call) => call[0].Type switch
    {
        // Spark's dates and times have no infinity.
        { IsTemporal: true } => new SparkText($"CASE WHEN {call[0]} IS NOT NULL THEN true END", SqlType.Boolean),
        { Kind: SqlKind.Double or SqlKind.Float } => new SparkText($"(abs({call[0]}) < double('Infinity'))", SqlType.Boolean),
        _ => throw call.Unknown("isfinite of something whose type the text does not say (cast it)"),
    };

    /// <summary>Spark's minus sign, and its abs, round a decimal to 34 digits (java.math.MathContext.DECIMAL128 within scala.math.BigDecimal); a difference is exact.</summary>
    private static SparkText Negated(SparkText value)
    {
        var text = value.Type.Kind switch
        {
            SqlKind.Integer or SqlKind.Double or SqlKind.Float => $"(- {value})",
            SqlKind.Decimal => $"(0 - {value})",
            _ => $"try_multiply({value}, -1)",
        };
        return new SparkText(text, value.Type);
    }

    /// <summary>A date stays one by whole days, a timestamp by intervals.</summary>
    private static SqlType Moved(SqlType left, SqlType right) =>
        left.Kind == SqlKind.Date && right.Kind == SqlKind.Integer ? left : left.Kind is SqlKind.Timestamp or SqlKind.TimestampTz && right.Kind == SqlKind.Interval ? left : SqlType.Unknown;
}
