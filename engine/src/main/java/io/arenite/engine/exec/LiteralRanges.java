package io.arenite.engine.exec;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.CompareOp;
import io.arenite.partitions.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.function.LongToDoubleFunction;

/// Turns a comparison with a literal into an inclusive range of what the register holds. Integers and decimals compare
/// with one another exactly; with a float on either side both are compared as float64.
final class LiteralRanges {
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    private LiteralRanges() {}

    /// The range of values for which `value op literal` is true; for `NE` the range where it is false.
    static ValueRange of(CompareOp op, ColumnType type, BoundExpr.Lit literal) {
        if (type.isFloat() || literal.type().isFloat()) {
            ValueRange.Doubles range = doubles(op, asDouble(literal));
            return type.isFloat() ? range : longs(type, range);
        }
        return exact(op, type, literal);
    }

    /// The literal as a float64, as a register of its type would be converted.
    static double asDouble(BoundExpr.Lit literal) {
        return literal.value() instanceof Double number
                ? number
                : toDouble(literal.type()).applyAsDouble((Long) literal.value());
    }

    private static LongToDoubleFunction toDouble(ColumnType type) {
        if (type.equals(ColumnType.UINT64)) {
            return bits -> unsigned(bits).doubleValue();
        }
        double divisor = DecimalMath.POWERS_OF_TEN_F64[type.scale()];
        return unscaled -> unscaled / divisor;
    }

    static BigInteger unsigned(long bits) {
        BigInteger value = BigInteger.valueOf(bits);
        return bits < 0 ? value.add(TWO_TO_64) : value;
    }

    private static ValueRange.Doubles doubles(CompareOp op, double limit) {
        if (Double.isNaN(limit)) {
            return ValueRange.Doubles.NOTHING;
        }
        return switch (op) {
            case EQ, NE -> new ValueRange.Doubles(limit, limit);
            case LE -> new ValueRange.Doubles(Double.NEGATIVE_INFINITY, limit);
            case GE -> new ValueRange.Doubles(limit, Double.POSITIVE_INFINITY);
            case LT ->
                limit == Double.NEGATIVE_INFINITY
                        ? ValueRange.Doubles.NOTHING
                        : new ValueRange.Doubles(Double.NEGATIVE_INFINITY, Math.nextDown(limit));
            case GT ->
                limit == Double.POSITIVE_INFINITY
                        ? ValueRange.Doubles.NOTHING
                        : new ValueRange.Doubles(Math.nextUp(limit), Double.POSITIVE_INFINITY);
        };
    }

    /// The values whose float64 lies in the range: conversion is monotone, so they are a range too.
    private static ValueRange longs(ColumnType type, ValueRange.Doubles range) {
        boolean unsigned = type.equals(ColumnType.UINT64);
        if (range.isEmpty()) {
            return ValueRange.Longs.nothing(unsigned);
        }
        LongToDoubleFunction toDouble = toDouble(type);
        long flip = unsigned ? Long.MIN_VALUE : 0;
        // In flipped numbers both kinds are ordered as signed.
        if (toDouble.applyAsDouble(Long.MAX_VALUE ^ flip) < range.lo()
                || toDouble.applyAsDouble(Long.MIN_VALUE ^ flip) > range.hi()) {
            return ValueRange.Longs.nothing(unsigned);
        }
        long lo = first(value -> toDouble.applyAsDouble(value ^ flip) >= range.lo());
        boolean open = toDouble.applyAsDouble(Long.MAX_VALUE ^ flip) <= range.hi();
        long hi = open ? Long.MAX_VALUE : first(value -> toDouble.applyAsDouble(value ^ flip) > range.hi()) - 1;
        return lo > hi ? ValueRange.Longs.nothing(unsigned) : new ValueRange.Longs(lo ^ flip, hi ^ flip, unsigned);
    }

    /// The first long for which a monotone test holds; it holds for the last one.
    private static long first(java.util.function.LongPredicate test) {
        long low = Long.MIN_VALUE;
        long high = Long.MAX_VALUE;
        while (low < high) {
            long middle = (low & high) + ((low ^ high) >> 1);
            if (test.test(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static ValueRange exact(CompareOp op, ColumnType type, BoundExpr.Lit literal) {
        boolean unsigned = type.equals(ColumnType.UINT64);
        long bits = (Long) literal.value();
        BigInteger whole = literal.type().equals(ColumnType.UINT64) ? unsigned(bits) : BigInteger.valueOf(bits);
        BigDecimal limit = new BigDecimal(whole, literal.type().scale()).movePointRight(type.scale());
        BigInteger floor = limit.setScale(0, RoundingMode.FLOOR).toBigInteger();
        BigInteger ceiling = limit.setScale(0, RoundingMode.CEILING).toBigInteger();
        BigInteger min = unsigned ? BigInteger.ZERO : BigInteger.valueOf(Long.MIN_VALUE);
        BigInteger max = unsigned ? TWO_TO_64.subtract(BigInteger.ONE) : BigInteger.valueOf(Long.MAX_VALUE);
        BigInteger lo = min;
        BigInteger hi = max;
        switch (op) {
            case EQ, NE -> {
                lo = ceiling;
                hi = floor;
            }
            case LT -> hi = ceiling.subtract(BigInteger.ONE);
            case LE -> hi = floor;
            case GT -> lo = floor.add(BigInteger.ONE);
            case GE -> lo = ceiling;
        }
        lo = lo.max(min);
        hi = hi.min(max);
        return lo.compareTo(hi) > 0
                ? ValueRange.Longs.nothing(unsigned)
                : new ValueRange.Longs(lo.longValue(), hi.longValue(), unsigned);
    }
}
