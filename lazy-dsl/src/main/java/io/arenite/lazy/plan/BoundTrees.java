package io.arenite.lazy.plan;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.BoundExpr.Col;
import io.arenite.engine.expr.BoundExpr.Lit;
import io.arenite.engine.expr.CompareOp;
import io.arenite.partitions.ColumnType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;

/// Walks over bound expressions.
public final class BoundTrees {
    private BoundTrees() {}

    /// The same node over changed operands.
    public static BoundExpr mapOperands(BoundExpr expr, UnaryOperator<BoundExpr> change) {
        return switch (expr) {
            case Col _, Lit _ -> expr;
            case BoundExpr.Arithmetic(var op, var left, var right, var type) ->
                new BoundExpr.Arithmetic(op, change.apply(left), change.apply(right), type);
            case BoundExpr.Negate(var operand, var type) -> new BoundExpr.Negate(change.apply(operand), type);
            case BoundExpr.Abs(var operand, var type) -> new BoundExpr.Abs(change.apply(operand), type);
            case BoundExpr.Compare(var op, var left, var right) ->
                new BoundExpr.Compare(op, change.apply(left), change.apply(right));
            case BoundExpr.Between(var operand, var low, var high) ->
                new BoundExpr.Between(change.apply(operand), change.apply(low), change.apply(high));
            case BoundExpr.InSymbols in -> inSymbols(change.apply(in.column()), in.codes());
            case BoundExpr.IsNull(var operand) -> new BoundExpr.IsNull(change.apply(operand));
            case BoundExpr.IsNan(var operand) -> new BoundExpr.IsNan(change.apply(operand));
            case BoundExpr.And(var operands) -> new BoundExpr.And(mapAll(operands, change));
            case BoundExpr.Or(var operands) -> new BoundExpr.Or(mapAll(operands, change));
            case BoundExpr.Not(var operand) -> new BoundExpr.Not(change.apply(operand));
            case BoundExpr.Cast(var operand, var type) -> new BoundExpr.Cast(change.apply(operand), type);
            case BoundExpr.MapBatches(var operands, var function, var type) ->
                new BoundExpr.MapBatches(mapAll(operands, change), function, type);
            case BoundExpr.FillNull(var operand, var replacement) ->
                new BoundExpr.FillNull(change.apply(operand), replacement);
        };
    }

    /// The operands, from left to right.
    public static List<BoundExpr> operands(BoundExpr expr) {
        return switch (expr) {
            case Col _, Lit _ -> List.of();
            case BoundExpr.Arithmetic e -> List.of(e.left(), e.right());
            case BoundExpr.Negate e -> List.of(e.operand());
            case BoundExpr.Abs e -> List.of(e.operand());
            case BoundExpr.Compare e -> List.of(e.left(), e.right());
            case BoundExpr.Between e -> List.of(e.operand(), e.low(), e.high());
            case BoundExpr.InSymbols e -> List.of(e.column());
            case BoundExpr.IsNull e -> List.of(e.operand());
            case BoundExpr.IsNan e -> List.of(e.operand());
            case BoundExpr.And e -> e.operands();
            case BoundExpr.Or e -> e.operands();
            case BoundExpr.Not e -> List.of(e.operand());
            case BoundExpr.Cast e -> List.of(e.operand());
            case BoundExpr.FillNull e -> List.of(e.operand());
            case BoundExpr.MapBatches e -> e.operands();
        };
    }

    /// The expression over a step's output as one over its input: each column is replaced by what computes it.
    public static BoundExpr substitute(BoundExpr expr, List<BoundExpr> columns) {
        return expr instanceof Col column
                ? columns.get(column.column())
                : mapOperands(expr, operand -> substitute(operand, columns));
    }

    public static List<BoundExpr> substituteAll(List<BoundExpr> expressions, List<BoundExpr> columns) {
        var changed = new ArrayList<BoundExpr>(expressions.size());
        for (BoundExpr expression : expressions) {
            changed.add(substitute(expression, columns));
        }
        return changed;
    }

    /// The same expression after columns have moved to `places`.
    public static BoundExpr renumber(BoundExpr expr, int[] places) {
        return expr instanceof Col column
                ? new Col(places[column.column()], column.type())
                : mapOperands(expr, operand -> renumber(operand, places));
    }

    /// Whether a projection gives just the `width` columns that it gets, in their order.
    public static boolean isIdentity(List<BoundExpr> columns, int width) {
        for (int i = 0; i < columns.size(); i++) {
            if (!(columns.get(i) instanceof Col column) || column.column() != i) {
                return false;
            }
        }
        return columns.size() == width;
    }

    public static void collectColumns(BoundExpr expr, BitSet columns) {
        if (expr instanceof Col column) {
            columns.set(column.column());
        }
        for (BoundExpr operand : operands(expr)) {
            collectColumns(operand, columns);
        }
    }

    /// The operands of nested ANDs, in the order of writing; a predicate that is no AND is its own only conjunct.
    public static List<BoundExpr> conjuncts(BoundExpr predicate) {
        var result = new ArrayList<BoundExpr>();
        splitAnd(predicate, result);
        return result;
    }

    private static void splitAnd(BoundExpr predicate, List<BoundExpr> into) {
        if (predicate instanceof BoundExpr.And(var operands)) {
            for (BoundExpr operand : operands) {
                splitAnd(operand, into);
            }
        } else {
            into.add(predicate);
        }
    }

    public static List<BoundExpr> mapAll(List<BoundExpr> expressions, UnaryOperator<BoundExpr> change) {
        // a loop: binding and optimizing take a few microseconds in all, and streams would be a part of that
        var changed = new ArrayList<BoundExpr>(expressions.size());
        for (BoundExpr expression : expressions) {
            changed.add(change.apply(expression));
        }
        return changed;
    }

    /// False for every value, null for null; stays true to that under NOT.
    public static BoundExpr never(BoundExpr expr) {
        ColumnType type = expr.type();
        return switch (type.kind()) {
            case FLOAT32, FLOAT64 ->
                new BoundExpr.Compare(CompareOp.LT, expr, new Lit(Double.NEGATIVE_INFINITY, ColumnType.FLOAT64));
            case BOOL, SYMBOL, UTF8, BINARY -> new BoundExpr.Compare(CompareOp.NE, expr, expr);
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
                new BoundExpr.Compare(CompareOp.LT, expr, least(type));
            case DECIMAL64, TIMESTAMP, DATE32, DURATION -> new BoundExpr.Compare(CompareOp.LT, expr, least(type));
        };
    }

    /// The smallest value of the 64 bits in which the type is compared: all integers but uint64 compare as int64.
    public static Lit least(ColumnType type) {
        boolean unsigned = type.equals(ColumnType.UINT64);
        ColumnType literal = type.isInteger() && !unsigned ? ColumnType.INT64 : type;
        return new Lit(unsigned ? 0L : Long.MIN_VALUE, literal);
    }

    /// A set test whose column has been replaced; what is no column any more is compared code by code.
    private static BoundExpr inSymbols(BoundExpr operand, List<Integer> codes) {
        if (operand instanceof Col column) {
            return new BoundExpr.InSymbols(column, codes);
        }
        List<BoundExpr> matches = new ArrayList<>();
        for (int code : codes) {
            matches.add(new BoundExpr.Compare(CompareOp.EQ, operand, new Lit((long) code, ColumnType.SYMBOL)));
        }
        return switch (matches.size()) {
            case 0 -> never(operand);
            case 1 -> matches.getFirst();
            default -> new BoundExpr.Or(matches);
        };
    }
}
