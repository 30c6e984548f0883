package io.arenite.lazy.bind;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.BoundExpr.Lit;
import io.arenite.lazy.plan.BoundTrees;
import io.arenite.lazy.plan.ExactTicks;
import io.arenite.lazy.plan.Literals;
import io.arenite.lazy.plan.SymbolNames;
import io.arenite.lazy.plan.TimeText;
import io.arenite.partitions.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/// Java values to typed literals. Who calls adds the expression to the errors.
final class LiteralBinder {
    private static final long NS_PER_DAY = 86_400_000_000_000L;

    private LiteralBinder() {}

    /// The literal by itself, in the type that its class suggests.
    static Lit bare(Object value) {
        return switch (value) {
            case null -> throw new IllegalArgumentException("a null has no type by itself, cast it: literal=null");
            case Long l -> new Lit(l, ColumnType.INT64);
            case Double d -> new Lit(d, ColumnType.FLOAT64);
            case Boolean b -> new Lit(b, ColumnType.BOOL);
            case String s -> new Lit(s, ColumnType.UTF8);
            case BigDecimal d -> decimal(d);
            case Instant i -> onGrid(i, ColumnType.TIMESTAMP_NS);
            case LocalDate d -> onGrid(d, ColumnType.DATE32);
            case Duration d -> onGrid(d, ColumnType.DURATION_NS);
            default -> throw new IllegalArgumentException("not a literal: value=" + value);
        };
    }

    /// The literal beside an operand of arithmetic: times in the operand's unit, decimals as float64 beside a float.
    static Lit beside(Object value, ColumnType operand) {
        return switch (value) {
            case null -> new Lit(null, operand);
            case Duration d when operand.unit() != null -> onGrid(d, ColumnType.duration(operand.unit()));
            case Instant i when operand.kind() == ColumnType.Kind.TIMESTAMP -> onGrid(i, operand);
            case BigDecimal d when operand.isFloat() -> new Lit(d.doubleValue(), ColumnType.FLOAT64);
            default -> bare(value);
        };
    }

    /// The literal in exactly this type: what fills the nulls of a column. An error if the type cannot hold it.
    static Lit exact(Object value, ColumnType type, SymbolNames symbols) {
        if (value == null) {
            return new Lit(null, type);
        }
        Lit literal = switch (type.kind()) {
            case BOOL -> value instanceof Boolean ? new Lit(value, type) : null;
            case UTF8 -> value instanceof String ? new Lit(value, type) : null;
            case FLOAT64 -> value instanceof Number n ? floating(n, n.doubleValue(), type) : null;
            case FLOAT32 -> value instanceof Number n ? floating(n, n.floatValue(), type) : null;
            case SYMBOL -> value instanceof String s ? symbol(s, symbols) : null;
            case BINARY -> null;
            default -> onGrid(value, type);
        };
        if (literal == null) {
            throw unsuited(value, type);
        }
        return literal;
    }

    /// Where a literal lies on the grid of a type that stores whole numbers; null when its class does not suit the
    /// type or it is no finite number. A double beside a decimal stands for the decimal that it prints as: 1.005 is
    /// 1.005, not the binary fraction below it.
    static ExactTicks ticks(Object value, ColumnType type) {
        return switch (type.kind()) {
            case DECIMAL64 ->
                switch (value) {
                    case Double d when Double.isFinite(d) -> ExactTicks.of(BigDecimal.valueOf(d), type.scale());
                    case Long l -> ExactTicks.of(BigDecimal.valueOf(l), type.scale());
                    case BigDecimal d -> ExactTicks.of(d, type.scale());
                    case null, default -> null;
                };
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
                switch (value) {
                    case Double d when Double.isFinite(d) -> ExactTicks.of(new BigDecimal(d), 0);
                    case Long l -> ExactTicks.of(l);
                    case BigDecimal d -> ExactTicks.of(d, 0);
                    case null, default -> null;
                };
            case TIMESTAMP -> instantTicks(value, type.unit().nsPerUnit());
            case DATE32 -> instantTicks(value, NS_PER_DAY);
            case DURATION -> durationTicks(value, type.unit().nsPerUnit());
            case BOOL, FLOAT32, FLOAT64, SYMBOL, UTF8, BINARY -> null;
        };
    }

    private static ExactTicks durationTicks(Object value, long unitNs) {
        return switch (value) {
            case Duration d -> ExactTicks.of(d, unitNs);
            case String s when TimeText.parseDuration(s) != null -> ExactTicks.of(TimeText.parseDuration(s), unitNs);
            case Long l -> ExactTicks.of(l);
            case null, default -> null;
        };
    }

    private static ExactTicks instantTicks(Object value, long unitNs) {
        return switch (value) {
            case Instant i -> ExactTicks.of(i, unitNs);
            case LocalDate d -> ExactTicks.of(d, unitNs);
            case String s when TimeText.parseInstant(s) != null -> ExactTicks.of(TimeText.parseInstant(s), unitNs);
            case Long l -> ExactTicks.of(l);
            case null, default -> null;
        };
    }

    private static Lit onGrid(Object value, ColumnType type) {
        ExactTicks ticks = ticks(value, type);
        if (ticks == null || !ticks.onGrid() || !ticks.fits(type) || !storable(ticks.floor(), type)) {
            throw unsuited(value, type);
        }
        return new Lit(ticks.floor().longValue(), type);
    }

    /// Whether a value that fits the 64 bits of a comparison also fits the bits in which the type is stored.
    private static boolean storable(BigInteger value, ColumnType type) {
        int bits = type.widthBytes() * Byte.SIZE;
        if (bits == Long.SIZE) {
            return true;
        }
        return type.isUnsigned() ? value.signum() >= 0 && value.bitLength() <= bits : value.bitLength() < bits;
    }

    /// Null when the type has only an infinity for a literal that is finite.
    private static Lit floating(Number literal, double stored, ColumnType type) {
        boolean infinite = literal instanceof Double d && d.isInfinite();
        return Double.isInfinite(stored) && !infinite ? null : new Lit(stored, type);
    }

    private static Lit decimal(BigDecimal value) {
        int scale = Math.max(value.scale(), 0);
        ExactTicks ticks = scale > ColumnType.MAX_SCALE ? null : ExactTicks.of(value, scale);
        if (ticks == null || !ticks.fits(ColumnType.decimal64(scale))) {
            throw new IllegalArgumentException(
                    "too many digits for a decimal64: value=" + value + ", scale=" + value.scale());
        }
        return new Lit(ticks.floor().longValue(), ColumnType.decimal64(scale));
    }

    private static Lit symbol(String text, SymbolNames symbols) {
        int code = symbols.code(text);
        if (code < 0) {
            throw new IllegalArgumentException("unknown symbol, and a query creates none: symbol=" + text);
        }
        return new Lit((long) code, ColumnType.SYMBOL);
    }

    static IllegalArgumentException unsuited(Object value, ColumnType type) {
        String text = Literals.quoted(value);
        return new IllegalArgumentException("the literal does not suit the type: literal=" + text + ", type=" + type);
    }

    /// The point on the grid at or below the literal.
    static Lit tick(ExactTicks ticks, ColumnType type) {
        return new BoundExpr.Lit(
                ticks.floor().longValue(), BoundTrees.least(type).type());
    }
}
