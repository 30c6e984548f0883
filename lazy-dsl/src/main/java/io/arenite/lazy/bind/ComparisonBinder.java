package io.arenite.lazy.bind;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.BoundExpr.Col;
import io.arenite.engine.expr.BoundExpr.Compare;
import io.arenite.engine.expr.BoundExpr.InSymbols;
import io.arenite.engine.expr.BoundExpr.Lit;
import io.arenite.engine.expr.BoundExpr.Not;
import io.arenite.engine.expr.CompareOp;
import io.arenite.lazy.plan.BoundTrees;
import io.arenite.lazy.plan.ExactTicks;
import io.arenite.lazy.plan.Literals;
import io.arenite.lazy.plan.SymbolNames;
import io.arenite.partitions.ColumnType;
import java.math.BigDecimal;
import java.util.List;

/// An expression compared with a literal. The literal is never rounded to the expression's type; the
/// comparison is rewritten instead, so that it says the same on the values that the type can hold: on an
/// int64, `x > 10.5` becomes `x > 10` and `x == 10.5` a comparison that is false, and null for null.
final class ComparisonBinder {
    /// In errors about text. Who has scanned a file has no other way to change a column's type.
    static final String SYMBOLS_CAN = "symbols can (of a scanned file: scan(path, symbols=[...]))";

    /// From here on not every integer is a double.
    private static final double FIRST_INEXACT = 0x1p53;

    private ComparisonBinder() {}

    static BoundExpr bind(CompareOp op, BoundExpr expr, Object literal, SymbolNames symbols) {
        ColumnType type = expr.type();
        if (literal == null) {
            return new Lit(null, ColumnType.BOOL);
        }
        return switch (type.kind()) {
            case BOOL -> bool(op, expr, literal);
            case SYMBOL -> symbol(op, expr, literal, symbols);
            case FLOAT32, FLOAT64 -> floating(op, expr, literal);
            case UTF8, BINARY ->
                throw new IllegalArgumentException("text and bytes cannot be compared yet, " + SYMBOLS_CAN + ": type="
                        + type + ", literal=" + Literals.quoted(literal));
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> grid(op, expr, literal);
            case DECIMAL64, TIMESTAMP, DATE32, DURATION -> grid(op, expr, literal);
        };
    }

    private static BoundExpr always(BoundExpr expr) {
        return new Compare(CompareOp.GE, expr, BoundTrees.least(expr.type()));
    }

    private static BoundExpr grid(CompareOp op, BoundExpr expr, Object literal) {
        if (literal instanceof Double d && !Double.isFinite(d) && isNumber(expr.type())) {
            return notFinite(op, expr, d);
        }
        ExactTicks ticks = LiteralBinder.ticks(literal, expr.type());
        if (ticks == null) {
            throw LiteralBinder.unsuited(literal, expr.type());
        }
        if (!ticks.fits(expr.type())) {
            return holds(op, ticks.floor().signum() > 0) ? always(expr) : BoundTrees.never(expr);
        }
        Lit point = LiteralBinder.tick(ticks, expr.type());
        if (ticks.onGrid()) {
            return new Compare(op, expr, point);
        }
        return switch (op) {
            case EQ -> BoundTrees.never(expr);
            case NE -> always(expr);
            case LT, LE -> new Compare(CompareOp.LE, expr, point);
            case GT, GE -> new Compare(CompareOp.GT, expr, point);
        };
    }

    private static BoundExpr notFinite(CompareOp op, BoundExpr expr, double literal) {
        boolean holds = Double.isNaN(literal) ? op == CompareOp.NE : holds(op, literal > 0);
        return holds ? always(expr) : BoundTrees.never(expr);
    }

    /// Whether every value compares so with a literal that lies above (else below) all of them.
    private static boolean holds(CompareOp op, boolean above) {
        return switch (op) {
            case EQ -> false;
            case NE -> true;
            case LT, LE -> above;
            case GT, GE -> !above;
        };
    }

    private static BoundExpr floating(CompareOp op, BoundExpr expr, Object literal) {
        return switch (literal) {
            case Double d -> new Compare(op, expr, new Lit(d, ColumnType.FLOAT64));
            // not by BigDecimal, whose class takes 15 ms to initialize
            case Long l
            when Math.abs(l.doubleValue()) < FIRST_INEXACT ->
                new Compare(op, expr, new Lit(l.doubleValue(), ColumnType.FLOAT64));
            case Long l -> floating(op, expr, BigDecimal.valueOf(l));
            case BigDecimal d -> floating(op, expr, d);
            default -> throw LiteralBinder.unsuited(literal, expr.type());
        };
    }

    /// A number so large that the doubles around it are whole is compared exactly: if no double equals it, it
    /// lies between two of them, the greater perhaps an infinity. Below that, a fraction stands for its
    /// nearest double.
    private static BoundExpr floating(CompareOp op, BoundExpr expr, BigDecimal literal) {
        double nearest = literal.doubleValue();
        int order = Math.abs(nearest) < FIRST_INEXACT ? 0 : compare(nearest, literal);
        if (order == 0) {
            return new Compare(op, expr, new Lit(nearest, ColumnType.FLOAT64));
        }
        double below = order > 0 ? Math.nextDown(nearest) : nearest;
        return switch (op) {
            case EQ -> BoundTrees.never(expr);
            case NE -> new Compare(CompareOp.NE, expr, new Lit(Double.NaN, ColumnType.FLOAT64));
            case LT, LE -> new Compare(CompareOp.LE, expr, new Lit(below, ColumnType.FLOAT64));
            case GT, GE -> new Compare(CompareOp.GE, expr, new Lit(Math.nextUp(below), ColumnType.FLOAT64));
        };
    }

    private static int compare(double nearest, BigDecimal literal) {
        return Double.isInfinite(nearest) ? literal.signum() : new BigDecimal(nearest).compareTo(literal);
    }

    private static BoundExpr bool(CompareOp op, BoundExpr expr, Object literal) {
        if (!(literal instanceof Boolean value)) {
            throw LiteralBinder.unsuited(literal, expr.type());
        }
        return switch (op) {
            case EQ -> value ? expr : new Not(expr);
            case NE -> value ? new Not(expr) : expr;
            case LT, LE, GT, GE -> throw noOrder(op, expr.type(), literal);
        };
    }

    private static BoundExpr symbol(CompareOp op, BoundExpr expr, Object literal, SymbolNames symbols) {
        if (!(literal instanceof String text)) {
            throw LiteralBinder.unsuited(literal, expr.type());
        }
        if (op != CompareOp.EQ && op != CompareOp.NE) {
            throw noOrder(op, expr.type(), literal);
        }
        int code = symbols.code(text);
        BoundExpr equal;
        if (expr instanceof Col column) {
            equal = new InSymbols(column, code < 0 ? List.of() : List.of(code));
        } else if (code < 0) {
            equal = BoundTrees.never(expr);
        } else {
            equal = new Compare(CompareOp.EQ, expr, new Lit((long) code, ColumnType.SYMBOL));
        }
        return op == CompareOp.EQ ? equal : new Not(equal);
    }

    private static boolean isNumber(ColumnType type) {
        return type.isInteger() || type.kind() == ColumnType.Kind.DECIMAL64;
    }

    private static IllegalArgumentException noOrder(CompareOp op, ColumnType type, Object literal) {
        return new IllegalArgumentException("only == and != compare this type: type=" + type + ", operator=" + op.sign()
                + ", literal=" + Literals.quoted(literal));
    }
}
