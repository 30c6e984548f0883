package io.arenite.lazy.text;

import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.BoundExpr.Lit;
import io.arenite.lazy.plan.ExprText;
import io.arenite.lazy.plan.Field;
import io.arenite.lazy.plan.Literals;
import io.arenite.lazy.plan.SymbolNames;
import io.arenite.lazy.plan.TimeText;
import io.arenite.partitions.ColumnType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;

/// Bound expressions as text, with the names of the columns and symbols that they hold as numbers.
record BoundText(List<Field> fields, SymbolNames symbols) {
    String of(BoundExpr expr) {
        return switch (expr) {
            case BoundExpr.Col column -> fields.get(column.column()).name();
            case Lit literal -> literal(literal);
            case BoundExpr.Arithmetic e -> operand(e.left()) + " " + e.op().sign() + " " + operand(e.right());
            case BoundExpr.Negate e -> "-" + operand(e.operand());
            case BoundExpr.Abs e -> "abs(" + of(e.operand()) + ")";
            case BoundExpr.Compare e -> operand(e.left()) + " " + e.op().sign() + " " + operand(e.right());
            case BoundExpr.Between e ->
                operand(e.operand()) + " between " + operand(e.low()) + " and " + operand(e.high());
            case BoundExpr.InSymbols e -> of(e.column()) + " in " + codes(e.codes());
            case BoundExpr.IsNull e -> operand(e.operand()) + " is null";
            case BoundExpr.IsNan e -> operand(e.operand()) + " is nan";
            case BoundExpr.And e -> e.operands().stream().map(this::operand).collect(Collectors.joining(" and "));
            case BoundExpr.Or e -> e.operands().stream().map(this::operand).collect(Collectors.joining(" or "));
            case BoundExpr.Not e -> "not " + operand(e.operand());
            case BoundExpr.Cast e -> "cast(" + of(e.operand()) + " as " + e.type() + ")";
            case BoundExpr.MapBatches e ->
                e.function().name() + e.operands().stream().map(this::of).collect(Collectors.joining(", ", "(", ")"));
            case BoundExpr.FillNull e -> "fill_null(" + of(e.operand()) + ", " + of(e.replacement()) + ")";
        };
    }

    String of(Aggregate aggregate) {
        var text = new StringBuilder(ExprText.name(aggregate.kind())).append('(');
        if (aggregate.argument() != null) {
            text.append(of(aggregate.argument()));
        }
        if (aggregate.weight() != null) {
            text.append(", ").append(of(aggregate.weight()));
        }
        return text.append(')').toString();
    }

    String codes(List<Integer> codes) {
        return codes.stream().map(symbols::symbol).collect(Collectors.joining(", ", "[", "]"));
    }

    private String literal(Lit literal) {
        Object value = literal.value();
        if (value == null) {
            return "null";
        }
        ColumnType type = literal.type();
        return switch (type.kind()) {
            case TIMESTAMP ->
                TimeText.instant((Long) value, type.unit().nsPerUnit()).toString();
            case DURATION ->
                TimeText.duration((Long) value, type.unit().nsPerUnit()).toString();
            case DECIMAL64 -> BigDecimal.valueOf((Long) value, type.scale()).toPlainString();
            case SYMBOL -> Literals.quoted(symbols.symbol(((Long) value).intValue()));
            case DATE32 -> LocalDate.ofEpochDay((Long) value).toString();
            case UINT64 -> Long.toUnsignedString((Long) value);
            case UTF8 -> Literals.quoted(value);
            case BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, FLOAT32, FLOAT64, BINARY -> value.toString();
        };
    }

    /// Operators inside operators stand in parentheses, whatever their rank: this text is for checking, not for beauty.
    private String operand(BoundExpr expr) {
        return switch (expr) {
            case BoundExpr.Col _,
                    Lit _,
                    BoundExpr.Abs _,
                    BoundExpr.Cast _,
                    BoundExpr.FillNull _,
                    BoundExpr.MapBatches _,
                    BoundExpr.Compare _,
                    BoundExpr.InSymbols _,
                    BoundExpr.IsNull _,
                    BoundExpr.IsNan _ -> nested(expr) ? "(" + of(expr) + ")" : of(expr);
            case BoundExpr.Arithmetic _,
                    BoundExpr.Negate _,
                    BoundExpr.Between _,
                    BoundExpr.And _,
                    BoundExpr.Or _,
                    BoundExpr.Not _ -> "(" + of(expr) + ")";
        };
    }

    private static boolean nested(BoundExpr expr) {
        return expr instanceof BoundExpr.Compare compare
                && (compare.left().type().equals(ColumnType.BOOL)
                        || compare.right().type().equals(ColumnType.BOOL));
    }
}
