package io.arenite.formats.rows;

import io.arenite.partitions.ColumnType;
import io.arenite.partitions.ColumnType.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// Turns a file's values into a table's, without losing anything: what does not fit is refused, not
/// rounded (but decimals as floats, which are the nearest).
abstract sealed class Conversion {
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final long DECIMAL_LIMIT = 1_000_000_000_000_000_000L;

    /// Converts one value that is not null.
    ///
    /// @return null, or the rule that it breaks
    abstract String convert(ColumnValues from, ColumnValues to, int row);

    /// Whether a column of one type can go into one of another.
    static boolean exists(ColumnType from, ColumnType to) {
        return from.equals(to) || isText(from) && isText(to) || between(from, to) != null;
    }

    /// utf8, symbol and binary, between which the file's reader converts.
    static boolean isText(ColumnType type) {
        return type.isVariable() || type.kind() == Kind.SYMBOL;
    }

    /// The conversion between two different types, or null if there is none.
    static Conversion between(ColumnType from, ColumnType to) {
        if (isTime(from) && isTime(to)) {
            boolean sameKind = from.kind() == to.kind();
            boolean midnight = from.kind() == Kind.DATE32 && to.kind() == Kind.TIMESTAMP;
            return sameKind || midnight ? new Time(nsPerUnit(from), nsPerUnit(to), to.displayName()) : null;
        }
        if (from.isInteger() && (to.isInteger() || isTime(to))) {
            return new Whole(from.kind() == Kind.UINT64, to);
        }
        if (isNumber(from) && isNumber(to)) {
            return new Exact(from, to);
        }
        return null;
    }

    private static boolean isTime(ColumnType type) {
        return type.kind() == Kind.TIMESTAMP || type.kind() == Kind.DURATION || type.kind() == Kind.DATE32;
    }

    private static boolean isNumber(ColumnType type) {
        return type.isInteger() || type.isFloat() || type.kind() == Kind.DECIMAL64;
    }

    private static long nsPerUnit(ColumnType type) {
        return type.kind() == Kind.DATE32 ? DAY_NS : type.unit().nsPerUnit();
    }

    /// Between units of time.
    private static final class Time extends Conversion {
        private final long factor;
        private final long divisor;
        private final String type;

        Time(long fromNs, long toNs, String type) {
            this.factor = Math.max(1, fromNs / toNs);
            this.divisor = Math.max(1, toNs / fromNs);
            this.type = type;
        }

        @Override
        String convert(ColumnValues from, ColumnValues to, int row) {
            long value = from.longAt(row);
            long scaled = value * factor;
            if (Math.multiplyHigh(value, factor) != scaled >> 63) {
                return "outside " + type;
            }
            if (scaled % divisor != 0) {
                return "not a whole unit of " + type;
            }
            to.longs()[row] = scaled / divisor;
            return null;
        }
    }

    /// Integers into other integers, and into times as counts of their unit.
    private static final class Whole extends Conversion {
        private final boolean fromUnsigned64;
        private final long smallest;
        private final long largest;
        private final String rule;

        Whole(boolean fromUnsigned64, ColumnType to) {
            boolean intoUnsigned64 = to.kind() == Kind.UINT64;
            int bits = to.widthBytes() * 8 - (to.isUnsigned() ? 0 : 1);
            this.fromUnsigned64 = fromUnsigned64;
            this.largest = bits >= 63 ? Long.MAX_VALUE : (1L << bits) - 1;
            this.smallest = to.isUnsigned() ? 0 : -largest - 1;
            this.rule = "outside " + to.displayName();
            if (fromUnsigned64 && intoUnsigned64) {
                throw new IllegalArgumentException("the same type: type=" + to);
            }
        }

        @Override
        String convert(ColumnValues from, ColumnValues to, int row) {
            long value = from.longAt(row);
            if (fromUnsigned64 && value < 0 || value < smallest || value > largest) {
                return rule;
            }
            to.setLong(row, value);
            return null;
        }
    }

    /// Between integers, decimals and floats.
    private static final class Exact extends Conversion {
        private final ColumnType from;
        private final ColumnType to;

        Exact(ColumnType from, ColumnType to) {
            this.from = from;
            this.to = to;
        }

        @Override
        String convert(ColumnValues source, ColumnValues target, int row) {
            if (from.isFloat() && to.isFloat()) {
                return convertFloat(source, target, row);
            }
            BigDecimal value;
            if (from.isFloat()) {
                double number = from.kind() == Kind.FLOAT64 ? source.doubles()[row] : source.floats()[row];
                if (!Double.isFinite(number)) {
                    return "not in " + to.displayName();
                }
                value = from.kind() == Kind.FLOAT64
                        ? BigDecimal.valueOf(number)
                        : new BigDecimal(Float.toString(source.floats()[row]));
            } else {
                value = whole(source, row);
            }
            return to.isFloat() ? store(value, target, row) : storeExact(value, target, row);
        }

        private BigDecimal whole(ColumnValues source, int row) {
            long bits = source.longAt(row);
            return from.kind() == Kind.UINT64 && bits < 0
                    ? new BigDecimal(new BigInteger(Long.toUnsignedString(bits)))
                    : BigDecimal.valueOf(bits, from.scale());
        }

        private String convertFloat(ColumnValues source, ColumnValues target, int row) {
            if (to.kind() == Kind.FLOAT64) {
                target.doubles()[row] = source.floats()[row];
                return null;
            }
            double value = source.doubles()[row];
            float narrowed = (float) value;
            target.floats()[row] = narrowed;
            return narrowed == value || Double.isNaN(value) ? null : "not exact in float32";
        }

        private String store(BigDecimal value, ColumnValues target, int row) {
            boolean wide = to.kind() == Kind.FLOAT64;
            double number = wide ? value.doubleValue() : value.floatValue();
            if (wide) {
                target.doubles()[row] = number;
            } else {
                target.floats()[row] = (float) number;
            }
            boolean exact = !from.isInteger() || new BigDecimal(number).compareTo(value) == 0;
            return exact ? null : "not exact in " + to.displayName();
        }

        private String storeExact(BigDecimal value, ColumnValues target, int row) {
            BigDecimal scaled;
            try {
                scaled = value.setScale(to.scale(), RoundingMode.UNNECESSARY);
            } catch (ArithmeticException _) {
                return "not exact in " + to.displayName();
            }
            BigInteger unscaled = scaled.unscaledValue();
            if (to.kind() == Kind.DECIMAL64) {
                if (unscaled.bitLength() > 63 || Math.abs(unscaled.longValue()) >= DECIMAL_LIMIT) {
                    return "outside " + to.displayName();
                }
            } else {
                int bits = to.widthBytes() * 8;
                boolean fits = to.isUnsigned()
                        ? unscaled.signum() >= 0 && unscaled.bitLength() <= bits
                        : unscaled.bitLength() < bits;
                if (!fits) {
                    return "outside " + to.displayName();
                }
            }
            target.setLong(row, unscaled.longValue());
            return null;
        }
    }
}
