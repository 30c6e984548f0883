package io.arenite.engine.exec;

import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.partitions.ColumnType.Kind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Expressions as text: default names of result columns, error messages, explain.
final class ExprText {
    private ExprText() {}

    static String of(BoundExpr expr, ColumnNames names) {
        return switch (expr) {
            case BoundExpr.Col(int column, var _) -> names.name(column);
            case BoundExpr.Lit literal -> literal(literal);
            case BoundExpr.Arithmetic(var op, var left, var right, var _) ->
                "(" + of(left, names) + " " + op.sign() + " " + of(right, names) + ")";
            case BoundExpr.Negate(var operand, var _) -> "-" + of(operand, names);
            case BoundExpr.Abs(var operand, var _) -> "abs(" + of(operand, names) + ")";
            case BoundExpr.Compare(var op, var left, var right) ->
                "(" + of(left, names) + " " + op.sign() + " " + of(right, names) + ")";
            case BoundExpr.Between(var operand, var low, var high) ->
                of(operand, names) + " between " + of(low, names) + " and " + of(high, names);
            case BoundExpr.InSymbols(var column, var codes) -> of(column, names) + " in codes " + codes;
            case BoundExpr.IsNull(var operand) -> of(operand, names) + " is null";
            case BoundExpr.IsNan(var operand) -> of(operand, names) + " is nan";
            case BoundExpr.And(var operands) -> joined(operands, " and ", names);
            case BoundExpr.Or(var operands) -> joined(operands, " or ", names);
            case BoundExpr.Not(var operand) -> "not " + of(operand, names);
            case BoundExpr.Cast(var operand, var type) -> "cast(" + of(operand, names) + " as " + type + ")";
            case BoundExpr.MapBatches(var operands, var function, var _) ->
                function.name()
                        + operands.stream().map(operand -> of(operand, names)).toList();
            case BoundExpr.FillNull(var operand, var replacement) ->
                "fill_null(" + of(operand, names) + ", " + literal(replacement) + ")";
        };
    }

    static String of(Aggregate aggregate, ColumnNames names) {
        if (aggregate.kind() == AggregateKind.COUNT_ALL) {
            return "count";
        }
        String weight = aggregate.weight() == null ? "" : ", " + of(aggregate.weight(), names);
        return aggregate.kind().name().toLowerCase(Locale.ROOT) + "(" + of(aggregate.argument(), names) + weight + ")";
    }

    private static String literal(BoundExpr.Lit literal) {
        boolean decimal = literal.type().kind() == Kind.DECIMAL64 && literal.value() != null;
        return decimal
                ? BigDecimal.valueOf((Long) literal.value(), literal.type().scale())
                        .toPlainString()
                : String.valueOf(literal.value());
    }

    private static String joined(List<BoundExpr> operands, String word, ColumnNames names) {
        return operands.stream().map(operand -> of(operand, names)).collect(Collectors.joining(word, "(", ")"));
    }
}
