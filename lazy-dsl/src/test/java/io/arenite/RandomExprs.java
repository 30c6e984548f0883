package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static io.arenite.Functions.dot;
import static io.arenite.Functions.lit;
import static io.arenite.Functions.vwap;

import io.arenite.partitions.ColumnType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/// Random expressions over columns of known kinds. They are kept small enough that nothing overflows, and it is known
/// of each whether the order of summation can show in its sums.
final class RandomExprs {
    enum Kind {
        INT,
        DECIMAL,
        FLOAT,
        BOOL,
        SYMBOL,
        TIME,
        TEXT;

        boolean isNumber() {
            return this == INT || this == DECIMAL || this == FLOAT;
        }
    }

    /// An expression; its unscaled values have at most `digits` digits. `exact`: its sums are the same in any order
    /// (multiples of a quarter, integers, decimals);
    /// `stable`: its value is known to the bit, so that it can be compared and sorted by.
    record Typed(Expr expr, Kind kind, int scale, int digits, boolean exact, boolean stable) {
        Typed as(String name) {
            return new Typed(expr.alias(name), kind, scale, digits, exact, stable);
        }

        Typed reference(String name) {
            return new Typed(col(name), kind, scale, digits, exact, stable);
        }
    }

    private static final int MOST_DIGITS = 12;
    private static final int DIGITS_OF_COUNT = 3;

    private final Random random;

    RandomExprs(Random random) {
        this.random = random;
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    Typed column(List<Typed> columns, java.util.function.Predicate<Typed> wanted) {
        List<Typed> found = columns.stream().filter(wanted).toList();
        return found.isEmpty() ? null : pick(found);
    }

    // numbers

    Typed number(List<Typed> columns, int depth) {
        if (depth == 0 || oneIn(3)) {
            return leaf(columns);
        }
        return switch (random.nextInt(8)) {
            case 0 -> sum(number(columns, depth - 1), number(columns, depth - 1), true);
            case 1 -> sum(number(columns, depth - 1), number(columns, depth - 1), false);
            case 2 -> product(leaf(columns), leaf(columns));
            case 3 -> {
                Typed left = number(columns, depth - 1);
                Typed right = number(columns, depth - 1);
                yield new Typed(left.expr().dividedBy(right.expr()), Kind.FLOAT, 0, 0, false, true);
            }
            case 4 -> {
                Typed operand = number(columns, depth - 1);
                Expr expr = oneIn(2) ? operand.expr().negate() : operand.expr().abs();
                yield new Typed(expr, operand.kind(), operand.scale(), operand.digits(), operand.exact(), true);
            }
            case 5 -> division(leaf(columns), leaf(columns));
            case 6 -> power(leaf(columns));
            default -> converted(leaf(columns));
        };
    }

    /// `//` or `%`; a sum instead where the quotient might not fit.
    private Typed division(Typed left, Typed right) {
        int scale = Math.max(left.scale(), right.scale());
        int digits = Math.max(left.digits() + 2 * scale - left.scale(), right.digits() + scale - right.scale());
        if (digits > MOST_DIGITS) {
            return sum(left, right, false);
        }
        boolean floats = left.kind() == Kind.FLOAT || right.kind() == Kind.FLOAT;
        Expr expr = oneIn(2)
                ? left.expr().floorDividedBy(right.expr())
                : left.expr().modulo(right.expr());
        return floats ? new Typed(expr, Kind.FLOAT, 0, 0, false, true) : combined(expr, left, right, scale, digits);
    }

    private Typed power(Typed base) {
        if (base.kind() == Kind.INT && base.digits() * 2 <= MOST_DIGITS) {
            return new Typed(base.expr().power(random.nextInt(3)), Kind.INT, 0, base.digits() * 2, true, true);
        }
        Object exponent = oneIn(2) ? (Object) 2 : (random.nextInt(9) - 4) / 2.0;
        return new Typed(base.expr().power(exponent), Kind.FLOAT, 0, 0, false, true);
    }

    private Typed leaf(List<Typed> columns) {
        Typed column = column(columns, c -> c.kind().isNumber() && c.stable());
        return column == null || oneIn(5) ? numberLiteral() : column;
    }

    private Typed numberLiteral() {
        return switch (random.nextInt(3)) {
            case 0 -> new Typed(lit(random.nextInt(100) - 50), Kind.INT, 0, 2, true, true);
            case 1 -> new Typed(lit((random.nextInt(200) - 100) / 4.0), Kind.FLOAT, 0, 0, true, true);
            default -> {
                int scale = random.nextInt(4);
                var value = BigDecimal.valueOf(random.nextInt(100_000) - 50_000, scale);
                yield new Typed(lit(value), Kind.DECIMAL, scale, 5, true, true);
            }
        };
    }

    private static Typed sum(Typed left, Typed right, boolean plus) {
        Expr expr = plus ? left.expr().plus(right.expr()) : left.expr().minus(right.expr());
        int scale = Math.max(left.scale(), right.scale());
        int digits = Math.max(left.digits() + scale - left.scale(), right.digits() + scale - right.scale()) + 1;
        return combined(expr, left, right, scale, digits);
    }

    /// A sum instead where the product might not fit.
    private static Typed product(Typed left, Typed right) {
        int digits = left.digits() + right.digits();
        int scale = left.scale() + right.scale();
        return digits > MOST_DIGITS || scale > MOST_DIGITS
                ? sum(left, right, true)
                : combined(left.expr().times(right.expr()), left, right, scale, digits);
    }

    private static Typed combined(Expr expr, Typed left, Typed right, int scale, int digits) {
        boolean mixed = left.kind() == Kind.DECIMAL || right.kind() == Kind.DECIMAL;
        boolean exact = left.exact() && right.exact();
        if (left.kind() == Kind.FLOAT || right.kind() == Kind.FLOAT) {
            return new Typed(expr, Kind.FLOAT, 0, 0, exact && !mixed, true);
        }
        return new Typed(expr, mixed ? Kind.DECIMAL : Kind.INT, scale, digits, exact, true);
    }

    private Typed converted(Typed operand) {
        Object filling = switch (operand.kind()) {
            case FLOAT -> 0.25;
            case DECIMAL -> BigDecimal.valueOf(3).setScale(operand.scale());
            default -> 3;
        };
        Expr filled = operand.expr().fillNull(filling);
        return switch (operand.kind()) {
            case INT ->
                switch (random.nextInt(3)) {
                    case 0 -> new Typed(operand.expr().cast(ColumnType.FLOAT64), Kind.FLOAT, 0, 0, true, true);
                    case 1 ->
                        operand.digits() > MOST_DIGITS
                                ? operand
                                : new Typed(
                                        operand.expr().cast(ColumnType.decimal64(2)),
                                        Kind.DECIMAL,
                                        2,
                                        operand.digits() + 2,
                                        true,
                                        true);
                    default -> new Typed(filled, Kind.INT, 0, operand.digits(), true, true);
                };
            case DECIMAL, FLOAT ->
                new Typed(filled, operand.kind(), operand.scale(), operand.digits(), operand.exact(), true);
            case BOOL, SYMBOL, TIME, TEXT -> throw new IllegalStateException("not a number: kind=" + operand.kind());
        };
    }

    // predicates

    Expr predicate(List<Typed> columns, int depth) {
        if (depth > 0 && !oneIn(3)) {
            Expr left = predicate(columns, depth - 1);
            return switch (random.nextInt(3)) {
                case 0 -> left.and(predicate(columns, depth - 1));
                case 1 -> left.or(predicate(columns, depth - 1));
                default -> left.not();
            };
        }
        Typed column = column(columns, c -> c.stable() && c.kind() != Kind.TEXT);
        if (column == null || oneIn(12)) {
            return oneIn(2) ? lit(random.nextBoolean()) : lit(null).cast(ColumnType.BOOL);
        }
        if (oneIn(8)) {
            return oneIn(2) ? column.expr().isNull() : column.expr().isNotNull();
        }
        return switch (column.kind()) {
            case INT, DECIMAL, FLOAT -> comparison(columns, column);
            case BOOL -> oneIn(2) ? column.expr() : column.expr().eq(random.nextBoolean());
            case SYMBOL -> symbols(columns, column);
            case TIME -> compared(column.expr(), RandomTicks.instant(random));
            case TEXT -> throw new IllegalStateException("text is not compared");
        };
    }

    private Expr comparison(List<Typed> columns, Typed column) {
        Typed left = oneIn(2) ? column : number(columns, 2);
        if (left.kind() == Kind.FLOAT && oneIn(6)) {
            return left.expr().isNan();
        }
        return switch (random.nextInt(5)) {
            case 0 -> compared(left.expr(), number(columns, 1).expr());
            case 1 -> left.expr().between(literal(), literal());
            case 2 -> left.expr().isIn(literal(), literal(), null);
            case 3 -> compared(lit(literal()), left.expr());
            default -> compared(left.expr(), literal());
        };
    }

    private Object literal() {
        return switch (random.nextInt(8)) {
            case 0 -> Double.NaN;
            case 1 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            case 2, 3 -> random.nextInt(100) - 50;
            case 4, 5 -> (random.nextInt(400) - 200) / 8.0;
            default -> BigDecimal.valueOf(random.nextInt(100_000) - 50_000, 3);
        };
    }

    private Expr compared(Expr left, Object right) {
        return switch (random.nextInt(6)) {
            case 0 -> left.eq(right);
            case 1 -> left.ne(right);
            case 2 -> left.lt(right);
            case 3 -> left.le(right);
            case 4 -> left.gt(right);
            default -> left.ge(right);
        };
    }

    private Expr symbols(List<Typed> columns, Typed column) {
        return switch (random.nextInt(4)) {
            case 0 -> column.expr().eq(RandomTicks.symbol(random));
            case 1 -> column.expr().ne(RandomTicks.symbol(random));
            case 2 -> {
                Typed other = column(columns, c -> c.kind() == Kind.SYMBOL);
                yield oneIn(2) ? column.expr().eq(other.expr()) : column.expr().ne(other.expr());
            }
            default -> column.expr().isIn(RandomTicks.symbol(random), RandomTicks.symbol(random), "NOWHERE");
        };
    }

    // aggregates

    Typed aggregate(List<Typed> columns) {
        Typed number = number(columns, 2);
        Typed any = column(columns, c -> c.kind() != Kind.TEXT);
        if (any == null) {
            return counted(count());
        }
        return switch (random.nextInt(12)) {
            case 0 -> counted(count());
            case 1 -> counted(any.expr().count());
            case 2 ->
                new Typed(number.expr().min(), number.kind(), number.scale(), number.digits(), number.exact(), true);
            case 3 ->
                new Typed(number.expr().max(), number.kind(), number.scale(), number.digits(), number.exact(), true);
            case 4 -> new Typed(any.expr().first(), any.kind(), any.scale(), any.digits(), any.exact(), any.stable());
            case 5 -> new Typed(any.expr().last(), any.kind(), any.scale(), any.digits(), any.exact(), any.stable());
            case 6 -> new Typed(number.expr().mean(), Kind.FLOAT, 0, 0, false, number.exact());
            case 7 -> {
                int ddof = random.nextInt(2);
                Expr spread =
                        oneIn(2) ? number.expr().variance(ddof) : number.expr().stddev(ddof);
                yield new Typed(spread, Kind.FLOAT, 0, 0, false, false);
            }
            case 8 -> {
                Typed price = leaf(columns);
                Typed size = leaf(columns);
                // what is rounded before it is summed may miss a zero weight by a hair
                boolean exact = product(price, size).exact();
                yield new Typed(
                        exact ? vwap(price.expr(), size.expr()) : price.expr().mean(), Kind.FLOAT, 0, 0, false, false);
            }
            case 9 -> {
                Typed left = leaf(columns);
                Typed right = leaf(columns);
                boolean fits = left.digits() + right.digits() <= MOST_DIGITS;
                yield fits
                        ? summed(dot(left.expr(), right.expr()), product(left, right))
                        : summed(left.expr().sum(), left);
            }
            case 10 -> new Typed(number.expr().sum().dividedBy(count()), Kind.FLOAT, 0, 0, false, number.exact());
            default -> summed(number.expr().sum(), number);
        };
    }

    private static Typed counted(Expr expr) {
        return new Typed(expr, Kind.INT, 0, DIGITS_OF_COUNT, true, true);
    }

    private static Typed summed(Expr expr, Typed of) {
        return new Typed(expr, of.kind(), of.scale(), of.digits() + DIGITS_OF_COUNT, of.exact(), of.exact());
    }

    /// Something to group by.
    Typed key(List<Typed> columns) {
        Typed column = column(
                columns, c -> c.kind() == Kind.SYMBOL || c.kind() == Kind.BOOL || c.kind() == Kind.INT && c.stable());
        return column == null || oneIn(4)
                ? new Typed(predicate(columns, 1), Kind.BOOL, 0, 0, true, true).as("key" + random.nextInt(1_000))
                : column;
    }

    static Instant epoch(long ns) {
        return Instant.ofEpochSecond(Math.floorDiv(ns, 1_000_000_000L), Math.floorMod(ns, 1_000_000_000L));
    }
}
