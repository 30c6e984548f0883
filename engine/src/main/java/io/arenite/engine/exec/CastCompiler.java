package io.arenite.engine.exec;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.ColumnType.Kind;
import io.arenite.partitions.TimeResolution;

/// Compiles [BoundExpr.Cast].
///
/// - to a float: nearest; float32 rounds once more
/// - float to integer: toward zero; float to decimal: half even; what does not fit fails
/// - decimal to integer or to fewer digits: only where nothing is lost
/// - time to a coarser unit or to dates: toward the past
final class CastCompiler {
    private static final long NS_PER_DAY = 86_400_000_000_000L;

    private final ExprCompiler compiler;

    CastCompiler(ExprCompiler compiler) {
        this.compiler = compiler;
    }

    int compile(BoundExpr.Cast cast) {
        BoundExpr operand = cast.operand();
        ColumnType from = operand.type();
        ColumnType to = cast.type();
        if (from.equals(to)) {
            return compiler.value(operand);
        }
        ExprLabel label = compiler.label(cast);
        return switch (to.kind()) {
            case FLOAT64 -> compiler.asDouble(operand);
            case FLOAT32 -> roundToFloat(operand);
            case DECIMAL64 -> toDecimal(operand, to, label);
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 -> narrowed(toInt64(operand, label), to, label);
            case INT64 -> toInt64(operand, label);
            case UINT64 -> toUint64(operand, label);
            case DATE32 -> toDate(operand, label);
            case TIMESTAMP, DURATION -> toTime(operand, to, label);
            case BOOL, SYMBOL, UTF8, BINARY -> throw new IllegalArgumentException("no such cast: to=" + to);
        };
    }

    private int roundToFloat(BoundExpr operand) {
        int x = compiler.asDouble(operand);
        int out = compiler.newRegister();
        compiler.add(ConvertSteps.roundToFloat(x, out));
        return out;
    }

    private int toDecimal(BoundExpr operand, ColumnType to, ExprLabel label) {
        int scale = to.scale();
        if (operand.type().isFloat()) {
            int x = compiler.value(operand);
            int out = compiler.newRegister();
            compiler.add(ConvertSteps.mapDoubles(x, value -> ConvertSteps.doubleToDecimal(value, scale), out, label));
            return out;
        }
        int from = operand.type().scale();
        return scale >= from
                ? compiler.asLong(operand, scale)
                : exactDivide(compiler.value(operand), DecimalMath.POWERS_OF_TEN[from - scale], label);
    }

    private int toInt64(BoundExpr operand, ExprLabel label) {
        if (operand.type().isFloat()) {
            int x = compiler.value(operand);
            int out = compiler.newRegister();
            compiler.add(ConvertSteps.doublesToLongs(x, out, label));
            return out;
        }
        int scale = operand.type().scale();
        int x = compiler.asLong(operand, scale);
        return scale == 0 ? x : exactDivide(x, DecimalMath.POWERS_OF_TEN[scale], label);
    }

    private int toUint64(BoundExpr operand, ExprLabel label) {
        if (operand.type().isFloat()) {
            int x = compiler.value(operand);
            int out = compiler.newRegister();
            compiler.add(ConvertSteps.mapDoubles(x, ConvertSteps::doubleToUnsigned, out, label));
            return out;
        }
        int x = toInt64(operand, label);
        int out = compiler.newRegister();
        compiler.add(ConvertSteps.checkRange(x, 0, Long.MAX_VALUE, out, label));
        return out;
    }

    /// An int64 as a value of the type: narrower ones are checked.
    int stored(int x, ColumnType type, ExprLabel label) {
        return switch (type.kind()) {
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 -> narrowed(x, type, label);
            case DATE32 -> narrowed(x, ColumnType.INT32, label);
            case BOOL, INT64, UINT64, FLOAT32, FLOAT64, DECIMAL64, TIMESTAMP, DURATION, SYMBOL, UTF8, BINARY -> x;
        };
    }

    private int narrowed(int x, ColumnType to, ExprLabel label) {
        int bits = to.widthBytes() * 8 - (to.isUnsigned() ? 0 : 1);
        long max = (1L << bits) - 1;
        int out = compiler.newRegister();
        compiler.add(ConvertSteps.checkRange(x, to.isUnsigned() ? 0 : -max - 1, max, out, label));
        return out;
    }

    private int toDate(BoundExpr operand, ExprLabel label) {
        ColumnType from = operand.type();
        int x = compiler.value(operand);
        if (from.kind() == Kind.INT64) {
            return narrowed(x, ColumnType.INT32, label);
        }
        long unitsPerDay = NS_PER_DAY / from.unit().nsPerUnit();
        int out = compiler.newRegister();
        compiler.add(ConvertSteps.mapLongs(x, value -> Math.toIntExact(Math.floorDiv(value, unitsPerDay)), out, label));
        return out;
    }

    private int toTime(BoundExpr operand, ColumnType to, ExprLabel label) {
        ColumnType from = operand.type();
        int x = compiler.value(operand);
        if (from.kind() == Kind.INT64) {
            return x;
        }
        long fromNs = from.kind() == Kind.DATE32 ? NS_PER_DAY : nsPerUnit(from.unit());
        long toNs = nsPerUnit(to.unit());
        int out = compiler.newRegister();
        if (fromNs >= toNs) {
            long factor = fromNs / toNs;
            compiler.add(ConvertSteps.mapLongs(x, value -> Math.multiplyExact(value, factor), out, label));
        } else {
            long divisor = toNs / fromNs;
            compiler.add(ConvertSteps.mapLongs(x, value -> Math.floorDiv(value, divisor), out, label));
        }
        return out;
    }

    private static long nsPerUnit(TimeResolution unit) {
        return unit.nsPerUnit();
    }

    private int exactDivide(int x, long divisor, ExprLabel label) {
        int out = compiler.newRegister();
        compiler.add(ConvertSteps.mapLongs(
                x,
                value -> {
                    if (value % divisor != 0) {
                        throw new ArithmeticException("digits would be lost: unscaled=" + value);
                    }
                    return value / divisor;
                },
                out,
                label));
        return out;
    }
}
