package io.arenite.engine.exec;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.kernel.ArithmeticOp;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.ColumnType.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Compiles expressions into steps over registers. Each distinct expression gets one register and is computed once;
/// literals stay operands of kernels where there is a form for it. Boolean expressions are [LogicCompiler]'s.
final class ExprCompiler {
    private final ColumnNames names;
    private final int keyColumn;
    private final LogicCompiler logic = new LogicCompiler(this);
    private final Map<Object, Integer> known = new HashMap<>();
    private final List<Step> prologue = new ArrayList<>();
    private final TreeSet<Integer> columns = new TreeSet<>();
    private List<Step> steps = new ArrayList<>();
    private int registers;
    private boolean inPlace = true;
    private boolean callsForeign;

    /// A value under a conversion that the rules make, to be computed once as well.
    private record Converted(BoundExpr expr, String how, int scale) {}

    /// @param keyColumn the partition key, which is not stored; -1: none
    ExprCompiler(ColumnNames names, int keyColumn) {
        this.names = names;
        this.keyColumn = keyColumn;
    }

    /// Compiles what follows into this list of steps.
    void into(List<Step> target) {
        steps = target;
    }

    List<Step> prologue() {
        return prologue;
    }

    int registers() {
        return registers;
    }

    /// The stored columns that are read.
    int[] columns() {
        var read = new int[columns.size()];
        int count = 0;
        for (int column : columns) {
            read[count++] = column;
        }
        return read;
    }

    /// Whether no step so far writes to scratch, so that a piece may be larger than a register.
    boolean isInPlace() {
        return inPlace;
    }

    /// An aggregate keeps intermediate values in a register.
    void needsScratch() {
        inPlace = false;
    }

    boolean isKey(BoundExpr.Col column) {
        return column.column() == keyColumn;
    }

    ExprLabel label(BoundExpr expr) {
        return new ExprLabel(expr, names);
    }

    void add(Step step) {
        inPlace = false;
        steps.add(step);
    }

    void read(int column) {
        columns.add(column);
    }

    int newRegister() {
        return registers++;
    }

    /// The register that holds the expression, of the kind that its type has.
    int value(BoundExpr expr) {
        Integer present = known.get(expr);
        if (present != null) {
            return present;
        }
        int register = switch (expr) {
            case BoundExpr.Col column -> load(column);
            case BoundExpr.Lit literal -> constant(literal);
            case BoundExpr.Arithmetic arithmetic -> arithmetic(arithmetic);
            case BoundExpr.Negate(var operand, var type) -> sign(expr, operand, type, true);
            case BoundExpr.Abs(var operand, var type) -> sign(expr, operand, type, false);
            case BoundExpr.Cast cast -> new CastCompiler(this).compile(cast);
            case BoundExpr.FillNull fill -> fillNull(fill);
            case BoundExpr.MapBatches map -> mapBatches(map);
            case BoundExpr.Compare _, BoundExpr.Between _, BoundExpr.InSymbols _ -> logic.compile(expr);
            case BoundExpr.IsNull _, BoundExpr.IsNan _ -> logic.compile(expr);
            case BoundExpr.And _, BoundExpr.Or _, BoundExpr.Not _ -> logic.compile(expr);
        };
        known.put(expr, register);
        return register;
    }

    private int load(BoundExpr.Col column) {
        int out = newRegister();
        if (isKey(column)) {
            add(LoadSteps.key(out));
            return out;
        }
        boolean wasInPlace = inPlace;
        add(LoadSteps.column(out, column.column(), column.type()));
        inPlace = wasInPlace && LoadSteps.isInPlace(column.type());
        read(column.column());
        return out;
    }

    private int constant(BoundExpr.Lit literal) {
        int out = newRegister();
        inPlace = false;
        prologue.add(LoadSteps.constant(
                out, RegisterKind.of(literal.type()), literalBits(literal), literal.value() == null));
        return out;
    }

    static long literalBits(BoundExpr.Lit literal) {
        return switch (literal.value()) {
            case null -> 0;
            case Long value -> value;
            case Double value -> Double.doubleToRawLongBits(value);
            case Boolean value -> value ? 1 : 0;
            default -> throw new IllegalArgumentException("no register holds this literal: type=" + literal.type());
        };
    }

    /// The expression as float64.
    int asDouble(BoundExpr expr) {
        if (expr.type().isFloat()) {
            return value(expr);
        }
        if (expr instanceof BoundExpr.Lit literal && literal.value() != null) {
            return value(new BoundExpr.Lit(LiteralRanges.asDouble(literal), ColumnType.FLOAT64));
        }
        return known(new Converted(expr, "double", 0), () -> {
            int operand = expr.type().equals(ColumnType.BOOL) ? asSigned(expr) : value(expr);
            int out = newRegister();
            add(ConvertSteps.longsToDoubles(operand, expr.type(), out));
            return out;
        });
    }

    /// The expression as an int64 at this decimal scale; what is above int64 fails.
    int asLong(BoundExpr expr, int scale) {
        int operand = asSigned(expr);
        int missing = scale - expr.type().scale();
        if (missing == 0) {
            return operand;
        }
        return known(new Converted(expr, "long", scale), () -> {
            int out = newRegister();
            long factor = DecimalMath.POWERS_OF_TEN[missing];
            add(ArithmeticSteps.longsLiteral(ArithmeticOp.MULTIPLY, operand, factor, out, label(expr)));
            return out;
        });
    }

    private int asSigned(BoundExpr expr) {
        if (expr.type().equals(ColumnType.BOOL)) {
            return known(new Converted(expr, "bits", 0), () -> {
                int operand = value(expr);
                int out = newRegister();
                add(ConvertSteps.bitsToLongs(operand, out));
                return out;
            });
        }
        if (!expr.type().equals(ColumnType.UINT64)) {
            return value(expr);
        }
        return known(new Converted(expr, "signed", 0), () -> {
            int operand = value(expr);
            int out = newRegister();
            add(ConvertSteps.checkRange(operand, 0, Long.MAX_VALUE, out, label(expr)));
            return out;
        });
    }

    private int known(Converted conversion, java.util.function.IntSupplier compile) {
        Integer present = known.get(conversion);
        if (present == null) {
            present = compile.getAsInt();
            known.put(conversion, present);
        }
        return present;
    }

    private int arithmetic(BoundExpr.Arithmetic expr) {
        if (expr.op().isRowByRow()) {
            return rowByRow(expr);
        }
        return expr.type().isFloat() ? doubleArithmetic(expr) : longArithmetic(expr);
    }

    private int rowByRow(BoundExpr.Arithmetic expr) {
        if (expr.type().isFloat()) {
            int left = asDouble(expr.left());
            int right = asDouble(expr.right());
            int out = newRegister();
            add(RowArithmetic.doubles(expr.op(), left, right, out));
            return out;
        }
        int left = asLong(expr.left(), expr.type().scale());
        int right = asLong(expr.right(), expr.type().scale());
        int out = newRegister();
        long one = DecimalMath.POWERS_OF_TEN[expr.type().scale()];
        add(RowArithmetic.longs(expr.op(), left, right, one, out, label(expr)));
        return out;
    }

    private int doubleArithmetic(BoundExpr.Arithmetic expr) {
        ArithmeticOp op = ArithmeticOp.valueOf(expr.op().name());
        if (expr.right() instanceof BoundExpr.Lit literal && literal.value() != null) {
            int left = asDouble(expr.left());
            int out = newRegister();
            add(ArithmeticSteps.doublesLiteral(op, left, LiteralRanges.asDouble(literal), out));
            return out;
        }
        if (expr.left() instanceof BoundExpr.Lit literal && literal.value() != null) {
            int right = asDouble(expr.right());
            int out = newRegister();
            add(ArithmeticSteps.literalDoubles(op, LiteralRanges.asDouble(literal), right, out));
            return out;
        }
        int left = asDouble(expr.left());
        int right = asDouble(expr.right());
        int out = newRegister();
        add(ArithmeticSteps.doubles(op, left, right, out));
        return out;
    }

    private int longArithmetic(BoundExpr.Arithmetic expr) {
        ArithmeticOp op = ArithmeticOp.valueOf(expr.op().name());
        boolean aligned = op != ArithmeticOp.MULTIPLY && expr.type().kind() == Kind.DECIMAL64;
        int leftScale = aligned ? expr.type().scale() : expr.left().type().scale();
        int rightScale = aligned ? expr.type().scale() : expr.right().type().scale();
        if (isPlainLiteral(expr.right(), rightScale)) {
            int left = asLong(expr.left(), leftScale);
            int out = newRegister();
            add(ArithmeticSteps.longsLiteral(op, left, longOf(expr.right()), out, label(expr)));
            return out;
        }
        if (isPlainLiteral(expr.left(), leftScale)) {
            int right = asLong(expr.right(), rightScale);
            int out = newRegister();
            add(ArithmeticSteps.literalLongs(op, longOf(expr.left()), right, out, label(expr)));
            return out;
        }
        int left = asLong(expr.left(), leftScale);
        int right = asLong(expr.right(), rightScale);
        int out = newRegister();
        add(ArithmeticSteps.longs(op, left, right, out, label(expr)));
        return out;
    }

    /// A literal that is the operand as it stands, without a conversion that may fail.
    private static boolean isPlainLiteral(BoundExpr expr, int scale) {
        return expr instanceof BoundExpr.Lit(Object value, ColumnType type)
                && value instanceof Long
                && type.scale() == scale
                && !type.equals(ColumnType.UINT64);
    }

    private static long longOf(BoundExpr expr) {
        return (Long) ((BoundExpr.Lit) expr).value();
    }

    private int sign(BoundExpr expr, BoundExpr operand, ColumnType type, boolean negate) {
        if (type.isFloat()) {
            int x = asDouble(operand);
            int out = newRegister();
            add(negate ? ArithmeticSteps.negateDoubles(x, out) : ArithmeticSteps.absDoubles(x, out));
            return out;
        }
        int x = asLong(operand, type.scale());
        int out = newRegister();
        add(negate ? ArithmeticSteps.negateLongs(x, out, label(expr)) : ArithmeticSteps.absLongs(x, out, label(expr)));
        return out;
    }

    /// What the function gives is brought into the range of its type, as the function's results may be anything.
    private int mapBatches(BoundExpr.MapBatches map) {
        callsForeign = true;
        List<ForeignSteps.Operand> operands = new ArrayList<>();
        for (BoundExpr operand : map.operands()) {
            operands.add(new ForeignSteps.Operand(operand.type(), value(operand), newRegister()));
        }
        int together = newRegister();
        int out = newRegister();
        add(ForeignSteps.call(map.function(), map.type(), operands, together, out));
        if (map.type().kind() == Kind.FLOAT32) {
            int rounded = newRegister();
            add(ConvertSteps.roundToFloat(out, rounded));
            return rounded;
        }
        return new CastCompiler(this).stored(out, map.type(), label(map));
    }

    /// Whether a foreign function is called: then one thread does all the work.
    boolean callsForeign() {
        return callsForeign;
    }

    private int fillNull(BoundExpr.FillNull fill) {
        int operand = value(fill.operand());
        if (fill.replacement().value() == null) {
            return operand;
        }
        if (fill.type().isVariable()) {
            throw new IllegalArgumentException("fill_null of this type is not supported: type=" + fill.type());
        }
        int out = newRegister();
        add(ConvertSteps.fillNull(operand, RegisterKind.of(fill.type()), literalBits(fill.replacement()), out));
        return out;
    }
}
