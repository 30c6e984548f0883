package io.arenite.lazy.plan;

import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.ArithmeticOp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.stream.Collectors;

/// Expressions as text: infix operators with the fewest parentheses, columns bare, strings quoted.
public final class ExprText {
    private static final int OR = 1;
    private static final int AND = 2;
    private static final int NOT = 3;
    private static final int COMPARISON = 4;
    private static final int SUM = 5;
    private static final int PRODUCT = 6;
    private static final int SIGN = 7;
    private static final int PRIMARY = 8;

    private ExprText() {}

    public static String of(ExprNode node) {
        return switch (node) {
            case ExprNode.Column column -> column.name();
            case ExprNode.Literal literal -> literal(literal.value());
            case ExprNode.Arithmetic(var op, var left, var right)
            when op == ArithmeticOp.POWER -> wrapped(left, PRIMARY) + " ** " + wrapped(right, PRIMARY);
            case ExprNode.Arithmetic a -> infix(a.op().sign(), a.left(), a.right(), level(a));
            case ExprNode.Comparison c -> wrapped(c.left(), SUM) + " " + c.op().sign() + " " + wrapped(c.right(), SUM);
            case ExprNode.And and -> infix("and", and.left(), and.right(), AND);
            case ExprNode.Or or -> infix("or", or.left(), or.right(), OR);
            case ExprNode.Not not -> "not " + wrapped(not.input(), NOT);
            case ExprNode.Negate negate -> "-" + wrapped(negate.input(), PRIMARY);
            case ExprNode.Abs abs -> "abs(" + of(abs.input()) + ")";
            case ExprNode.Between b ->
                wrapped(b.input(), SUM) + " between " + wrapped(b.low(), SUM) + " and " + wrapped(b.high(), SUM);
            case ExprNode.IsIn in ->
                wrapped(in.input(), SUM) + " in "
                        + in.values().stream().map(ExprText::of).collect(Collectors.joining(", ", "[", "]"));
            case ExprNode.IsNull isNull -> wrapped(isNull.input(), SUM) + " is null";
            case ExprNode.IsNan isNan -> wrapped(isNan.input(), SUM) + " is nan";
            case ExprNode.Cast cast -> "cast(" + of(cast.input()) + " as " + cast.type() + ")";
            case ExprNode.FillNull fill -> "fill_null(" + of(fill.input()) + ", " + of(fill.value()) + ")";
            case ExprNode.MapBatches map ->
                map.function().name()
                        + map.inputs().stream().map(ExprText::of).collect(Collectors.joining(", ", "(", ")"));
            case ExprNode.Aggregation a -> aggregation(a);
            case ExprNode.Alias alias -> of(alias.input()) + " as " + alias.name();
            case ExprNode.Descending descending -> of(descending.input()) + " desc";
        };
    }

    private static String aggregation(ExprNode.Aggregation a) {
        var text = new StringBuilder(name(a.kind())).append('(');
        if (a.argument() != null) {
            text.append(of(a.argument()));
        }
        if (a.weight() != null) {
            text.append(", ").append(of(a.weight()));
        }
        boolean spread = a.kind() == AggregateKind.VARIANCE || a.kind() == AggregateKind.STDDEV;
        if (spread && a.ddof() != 1) {
            text.append(", ddof=").append(a.ddof());
        }
        return text.append(')').toString();
    }

    /// As the method that makes it is called.
    public static String name(AggregateKind kind) {
        return kind == AggregateKind.COUNT_ALL ? "count" : kind.name().toLowerCase(Locale.ROOT);
    }

    private static String literal(Object value) {
        return switch (value) {
            case null -> "null";
            case String s -> "\"" + s + "\"";
            case Instant i -> "timestamp '" + i + "'";
            case LocalDate d -> "date '" + d + "'";
            case Duration d -> "duration '" + d + "'";
            default -> value.toString();
        };
    }

    private static String infix(String sign, ExprNode left, ExprNode right, int level) {
        // the right side of equal rank keeps its parentheses: a - (b - c)
        return wrapped(left, level) + " " + sign + " " + wrapped(right, level + 1);
    }

    private static String wrapped(ExprNode node, int atLeast) {
        return level(node) >= atLeast ? of(node) : "(" + of(node) + ")";
    }

    private static int level(ExprNode node) {
        return switch (node) {
            case ExprNode.Or _ -> OR;
            case ExprNode.And _ -> AND;
            case ExprNode.Not _ -> NOT;
            case ExprNode.Comparison _, ExprNode.Between _, ExprNode.IsIn _, ExprNode.IsNull _, ExprNode.IsNan _ ->
                COMPARISON;
            case ExprNode.Arithmetic a ->
                switch (a.op()) {
                    case ADD, SUBTRACT -> SUM;
                    case MULTIPLY, DIVIDE, FLOOR_DIVIDE, MODULO -> PRODUCT;
                    case POWER -> SIGN;
                };
            case ExprNode.Negate _ -> SIGN;
            case ExprNode.Alias _, ExprNode.Descending _ -> 0;
            case ExprNode.Column _,
                    ExprNode.Literal _,
                    ExprNode.Abs _,
                    ExprNode.Cast _,
                    ExprNode.FillNull _,
                    ExprNode.MapBatches _,
                    ExprNode.Aggregation _ -> PRIMARY;
        };
    }
}
