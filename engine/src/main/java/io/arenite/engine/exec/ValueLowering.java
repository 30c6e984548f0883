package io.arenite.engine.exec;

import io.arenite.engine.expr.ArithmeticOp;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.generate.LoopFold;
import io.arenite.engine.generate.LoopValue;
import io.arenite.engine.generate.LoopValue.Operator;
import io.arenite.engine.generate.LoopValue.Real;
import io.arenite.engine.generate.LoopValue.Truth;
import io.arenite.engine.generate.LoopValue.Whole;
import io.arenite.engine.generate.WholeStorage;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.ColumnType.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// Brings expressions into the form of generated loops. The counterpart of [ExprCompiler] and [CastCompiler], with the
/// same conversions; constants become parameters.
final class ValueLowering {
    /// A product of more bits may overflow int64.
    private static final int PRODUCT_BITS = 62;

    /// What fits is a float64 without rounding, and a block of them sums in int64 lanes.
    private static final int SMALL_BITS = 51;

    final List<LoweredLoop.Column> columns = new ArrayList<>();
    final List<Long> parameters = new ArrayList<>();
    final List<LoopFold> folds = new ArrayList<>();
    final List<LoweredLoop.Bound> bounds = new ArrayList<>();
    final TruthLowering truth;
    int keyParameter = -1;

    private final int keyColumn;
    private final IntPredicate isNullable;
    private final Map<BoundExpr, Real> reals = new HashMap<>();
    private final Map<BoundExpr, Whole> wholes = new HashMap<>();

    ValueLowering(int keyColumn, IntPredicate isNullable) {
        this.keyColumn = keyColumn;
        this.isNullable = isNullable;
        this.truth = new TruthLowering(this);
    }

    /// The number of a fold; equal folds are one.
    int fold(LoopFold fold) {
        return number(folds, fold);
    }

    private static <T> int number(List<T> known, T wanted) {
        int present = known.indexOf(wanted);
        if (present >= 0) {
            return present;
        }
        known.add(wanted);
        return known.size() - 1;
    }

    private int column(int column, int bytes, boolean isValidity) {
        return number(columns, new LoweredLoop.Column(column, bytes, isValidity, null));
    }

    private int widenedColumn(int column, ColumnType type) {
        return number(columns, new LoweredLoop.Column(column, WholeStorage.WIDENED.bytes(), false, type));
    }

    private int parameter(long bits) {
        parameters.add(bits);
        return parameters.size() - 1;
    }

    Real parameter(double value) {
        return new LoopValue.RealParameter(parameter(Double.doubleToRawLongBits(value)));
    }

    Whole wholeParameter(long value) {
        return new LoopValue.WholeParameter(parameter(value));
    }

    boolean isKey(BoundExpr.Col column) {
        return column.column() == keyColumn;
    }

    Truth valid(BoundExpr.Col column) {
        boolean nullable = !isKey(column) && isNullable.test(column.column());
        return nullable ? new LoopValue.BitColumn(column(column.column(), 0, true)) : LoopValue.ALWAYS;
    }

    Truth bits(BoundExpr.Col column) {
        return new LoopValue.BitColumn(column(column.column(), 0, false));
    }

    /// A value of a float type.
    Real real(BoundExpr expr) {
        Real known = reals.get(expr);
        if (known == null) {
            known = newReal(expr);
            reals.put(expr, known);
        }
        return known;
    }

    private Real newReal(BoundExpr expr) {
        return switch (expr) {
            case BoundExpr.Col(int column, ColumnType type)
            when type.kind() == Kind.FLOAT32 -> new LoopValue.Float32Column(column(column, 4, false));
            case BoundExpr.Col(int column, var _) -> new LoopValue.Float64Column(column(column, 8, false));
            case BoundExpr.Lit literal -> parameter(Double.longBitsToDouble(ExprCompiler.literalBits(literal)));
            case BoundExpr.Arithmetic(var op, var left, var right, var _) ->
                new LoopValue.RealArithmetic(operator(op), asReal(left), asReal(right));
            case BoundExpr.Negate(var operand, var _) -> new LoopValue.RealNegate(asReal(operand));
            case BoundExpr.Abs(var operand, var _) -> new LoopValue.RealAbs(asReal(operand));
            case BoundExpr.Cast(var operand, ColumnType type) -> {
                boolean rounds = type.kind() == Kind.FLOAT32 && !operand.type().equals(type);
                yield rounds ? new LoopValue.RoundToFloat32(asReal(operand)) : asReal(operand);
            }
            case BoundExpr.FillNull fill -> filled(fill);
            case BoundExpr.MapBatches _ -> throw new NoLoopException();
            default -> throw new IllegalArgumentException("not a float: " + expr);
        };
    }

    private Real filled(BoundExpr.FillNull fill) {
        Truth valid = truth.valid(fill.operand());
        if (fill.replacement().value() == null || valid.equals(LoopValue.ALWAYS)) {
            return real(fill.operand());
        }
        Real replacement = real(fill.replacement());
        return valid.equals(LoopValue.NEVER)
                ? replacement
                : new LoopValue.RealSelect(valid, real(fill.operand()), replacement);
    }

    /// Any number as float64.
    Real asReal(BoundExpr expr) {
        if (expr.type().isFloat()) {
            return real(expr);
        }
        if (expr instanceof BoundExpr.Lit literal && literal.value() != null) {
            return real(new BoundExpr.Lit(LiteralRanges.asDouble(literal), ColumnType.FLOAT64));
        }
        Whole whole = switch (expr.type().kind()) {
            case BOOL -> asSigned(expr);
            case UINT64 -> small(expr);
            default -> whole(expr);
        };
        Real unscaled = new LoopValue.WholeAsReal(whole);
        double divisor = DecimalMath.POWERS_OF_TEN_F64[expr.type().scale()];
        return divisor == 1
                ? unscaled
                : new LoopValue.RealArithmetic(
                        Operator.DIVIDE, unscaled, divisor(expr.type().scale()));
    }

    private Real divisor(int scale) {
        return real(new BoundExpr.Lit(DecimalMath.POWERS_OF_TEN_F64[scale], ColumnType.FLOAT64));
    }

    /// A value that a register holds as int64.
    Whole whole(BoundExpr expr) {
        Whole known = wholes.get(expr);
        if (known == null) {
            known = newWhole(expr);
            wholes.put(expr, known);
        }
        return known;
    }

    private Whole newWhole(BoundExpr expr) {
        return switch (expr) {
            case BoundExpr.Col column -> isKey(column) ? key() : load(column);
            case BoundExpr.Lit literal -> wholeParameter(ExprCompiler.literalBits(literal));
            case BoundExpr.Arithmetic arithmetic -> arithmetic(arithmetic);
            case BoundExpr.Negate(var operand, ColumnType type) ->
                new LoopValue.WholeNegate(asWhole(operand, type.scale()));
            case BoundExpr.Abs(var operand, ColumnType type) -> new LoopValue.WholeAbs(asWhole(operand, type.scale()));
            case BoundExpr.Cast cast -> cast(cast);
            case BoundExpr.FillNull fill -> filledWhole(fill);
            case BoundExpr.MapBatches _ -> throw new NoLoopException();
            default -> throw new IllegalArgumentException("not a whole number: " + expr);
        };
    }

    private Whole key() {
        if (keyParameter < 0) {
            keyParameter = parameter(0L);
        }
        return new LoopValue.WholeParameter(keyParameter);
    }

    private Whole load(BoundExpr.Col column) {
        WholeStorage storage = switch (column.type().kind()) {
            case INT64, UINT64, DECIMAL64, TIMESTAMP, DURATION -> WholeStorage.INT64;
            case INT32, DATE32, SYMBOL -> WholeStorage.INT32;
            case UINT32 -> WholeStorage.UINT32;
            case INT8, UINT8, INT16, UINT16 -> WholeStorage.WIDENED;
            case BOOL, FLOAT32, FLOAT64, UTF8, BINARY ->
                throw new IllegalArgumentException("not a whole number: " + column);
        };
        int number = storage == WholeStorage.WIDENED
                ? widenedColumn(column.column(), column.type())
                : column(column.column(), storage.bytes(), false);
        return new LoopValue.WholeColumn(number, storage);
    }

    private Whole arithmetic(BoundExpr.Arithmetic expr) {
        Operator operator = operator(expr.op());
        boolean aligned = operator != Operator.MULTIPLY && expr.type().kind() == Kind.DECIMAL64;
        int scale = expr.type().scale();
        Whole left = asWhole(expr.left(), aligned ? scale : expr.left().type().scale());
        Whole right =
                asWhole(expr.right(), aligned ? scale : expr.right().type().scale());
        return operator == Operator.MULTIPLY
                ? product(left, right)
                : new LoopValue.WholeArithmetic(operator, left, right);
    }

    private static Operator operator(ArithmeticOp op) {
        if (op.isRowByRow()) {
            throw new NoLoopException();
        }
        return Operator.valueOf(op.name());
    }

    private Whole product(Whole left, Whole right) {
        if (left.bits() + right.bits() > PRODUCT_BITS) {
            bound(left, right, PRODUCT_BITS);
        }
        return new LoopValue.WholeArithmetic(Operator.MULTIPLY, left, right);
    }

    /// Has the loop look how large two factors get.
    void bound(Whole left, Whole right, int bits) {
        bounds.add(new LoweredLoop.Bound(factor(left), factor(right), bits));
    }

    private LoweredLoop.Factor factor(Whole x) {
        return x instanceof LoopValue.WholeParameter(int parameter)
                ? new LoweredLoop.Factor(-1, parameter)
                : new LoweredLoop.Factor(fold(new LoopFold.Magnitude(x)), -1);
    }

    /// As an int64 of this decimal scale.
    Whole asWhole(BoundExpr expr, int scale) {
        Whole operand = asSigned(expr);
        int missing = scale - expr.type().scale();
        return missing == 0 ? operand : product(operand, wholeParameter(DecimalMath.POWERS_OF_TEN[missing]));
    }

    private Whole asSigned(BoundExpr expr) {
        if (expr.type().equals(ColumnType.BOOL)) {
            return new LoopValue.TruthAsWhole(notConstant(truth.of(expr, true)));
        }
        Whole operand = whole(expr);
        return expr.type().equals(ColumnType.UINT64) ? new LoopValue.Checked(operand, 63, true) : operand;
    }

    /// A uint64, with a flag where its bits do not read the same as a small int64.
    Whole small(BoundExpr expr) {
        return new LoopValue.Checked(whole(expr), SMALL_BITS, true);
    }

    private static Truth notConstant(Truth truth) {
        if (truth instanceof LoopValue.Constant) {
            throw new NoLoopException();
        }
        return truth;
    }

    private Whole filledWhole(BoundExpr.FillNull fill) {
        Truth valid = truth.valid(fill.operand());
        if (fill.replacement().value() == null || valid.equals(LoopValue.ALWAYS)) {
            return whole(fill.operand());
        }
        Whole replacement = whole(fill.replacement());
        return valid.equals(LoopValue.NEVER)
                ? replacement
                : new LoopValue.WholeSelect(valid, whole(fill.operand()), replacement);
    }

    private Whole cast(BoundExpr.Cast cast) {
        BoundExpr operand = cast.operand();
        ColumnType from = operand.type();
        ColumnType to = cast.type();
        if (from.equals(to)) {
            return whole(operand);
        }
        return switch (to.kind()) {
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 -> narrowed(toInt64(operand), to);
            case INT64 -> toInt64(operand);
            case UINT64 -> toUint64(operand);
            case DECIMAL64 -> toDecimal(operand, to.scale());
            case DATE32 -> from.kind() == Kind.INT64 ? narrowed(whole(operand), ColumnType.INT32) : none();
            case TIMESTAMP, DURATION -> toTime(operand, to);
            case BOOL, SYMBOL, UTF8, BINARY, FLOAT32, FLOAT64 ->
                throw new IllegalArgumentException("no such cast: to=" + to);
        };
    }

    private static Whole none() {
        throw new NoLoopException();
    }

    private Whole toInt64(BoundExpr operand) {
        if (operand.type().isFloat()) {
            return new LoopValue.Truncated(real(operand));
        }
        return operand.type().scale() == 0 ? asWhole(operand, 0) : none();
    }

    private Whole toUint64(BoundExpr operand) {
        return operand.type().isFloat() ? none() : new LoopValue.Checked(toInt64(operand), 63, true);
    }

    private Whole toDecimal(BoundExpr operand, int scale) {
        boolean widens = !operand.type().isFloat() && scale >= operand.type().scale();
        return widens ? asWhole(operand, scale) : none();
    }

    private static Whole narrowed(Whole x, ColumnType to) {
        int bits = to.widthBytes() * 8 - (to.isUnsigned() ? 0 : 1);
        return new LoopValue.Checked(x, bits, to.isUnsigned());
    }

    private Whole toTime(BoundExpr operand, ColumnType to) {
        ColumnType from = operand.type();
        if (from.kind() == Kind.INT64) {
            return whole(operand);
        }
        if (from.kind() == Kind.DATE32 || from.unit().nsPerUnit() < to.unit().nsPerUnit()) {
            throw new NoLoopException();
        }
        long factor = from.unit().nsPerUnit() / to.unit().nsPerUnit();
        return product(whole(operand), wholeParameter(factor));
    }
}
