package io.arenite.engine.exec;

import io.arenite.engine.expr.TopPlan;
import io.arenite.engine.kernel.RangeKernel;
import io.arenite.partitions.ColumnType;
import java.lang.foreign.MemorySegment;

/// One sort key of a top-k scan: turns values into int64 that order as the key wants, the best first.
///
/// @param register where the program leaves the value
record TopKey(int register, ColumnType type, RegisterKind kind, boolean descending) {
    static TopKey of(TopPlan.Key key, int register) {
        ColumnType type = key.value().type();
        return new TopKey(register, type, RegisterKind.of(type), key.descending());
    }

    /// Whether a threshold on it is a range of int64 or float64, so that a kernel finds the rows that pass.
    boolean hasRange() {
        return (kind == RegisterKind.LONG || kind == RegisterKind.DOUBLE) && !isSymbol();
    }

    /// Symbols are kept as codes and compared by their characters.
    boolean isSymbol() {
        return type.equals(ColumnType.SYMBOL);
    }

    private boolean isUnsigned() {
        return type.equals(ColumnType.UINT64);
    }

    /// Whether a row has a value that is neither null nor NaN.
    boolean isValue(Register x, int row) {
        return x.isValid(row) && !(kind == RegisterKind.DOUBLE && Double.isNaN(x.doubleAt(row)));
    }

    /// The value of a row, which is neither null nor NaN, as its place in the order.
    long place(Register x, int row) {
        long ascending = switch (kind) {
            case LONG -> isUnsigned() ? x.longAt(row) ^ Long.MIN_VALUE : x.longAt(row);
            case DOUBLE -> ordered(x.longAt(row));
            case BITS -> x.bitAt(row) ? 1 : 0;
            case PRESENCE -> throw new IllegalStateException("text is no key of a scan");
        };
        return descending && !isSymbol() ? ~ascending : ascending;
    }

    /// The value with this place, in the bits of its register.
    long bits(long place) {
        long bits = descending ? ~place : place;
        if (kind == RegisterKind.DOUBLE) {
            return ordered(bits);
        }
        return isUnsigned() ? bits ^ Long.MIN_VALUE : bits;
    }

    /// The rows of a batch with this place or a better one, and perhaps some more: -0.0 and 0.0 are one to a
    /// kernel.
    void select(long place, Register x, int rows, MemorySegment out, long outOffset) {
        long bits = bits(place);
        if (kind == RegisterKind.DOUBLE) {
            double limit = Double.longBitsToDouble(bits);
            double lo = descending ? limit : Double.NEGATIVE_INFINITY;
            double hi = descending ? Double.POSITIVE_INFINITY : limit;
            RangeKernel.doubles(x.values, x.offset, lo, hi, rows, out, outOffset);
        } else if (isUnsigned()) {
            RangeKernel.unsignedLongs(
                    x.values, x.offset, descending ? bits : 0, descending ? -1L : bits, rows, out, outOffset);
        } else {
            long lo = descending ? bits : Long.MIN_VALUE;
            long hi = descending ? Long.MAX_VALUE : bits;
            RangeKernel.longs(x.values, x.offset, lo, hi, rows, out, outOffset);
        }
    }

    /// The bits of a double as an int64 of the same order, -0.0 before 0.0; its own inverse.
    private static long ordered(long bits) {
        return bits ^ bits >> 63 & Long.MAX_VALUE;
    }
}
