package io.arenite.engine.exec;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.CompareOp;
import io.arenite.engine.generate.LoopValue;
import io.arenite.engine.generate.LoopValue.Comparison;
import io.arenite.engine.generate.LoopValue.Real;
import io.arenite.engine.generate.LoopValue.Truth;
import io.arenite.engine.generate.LoopValue.Whole;
import io.arenite.engine.kernel.SymbolSet;
import io.arenite.partitions.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Brings boolean expressions into the form of generated loops: where they are known to be true, known to be false, and
/// where anything is null or not. Kleene's logic then is De Morgan's: AND is true where all are, false where any is.
/// The
/// counterpart of [LogicCompiler].
final class TruthLowering {
    /// A larger set of symbols is looked up, not compared code by code.
    private static final int MOST_CODES = 8;

    private final ValueLowering values;
    private final Map<Object, Truth> known = new HashMap<>();

    private record Known(BoundExpr expr, boolean truth) {}

    TruthLowering(ValueLowering values) {
        this.values = values;
    }

    /// Where the expression is known to be `truth`.
    Truth of(BoundExpr expr, boolean truth) {
        var key = new Known(expr, truth);
        Truth present = known.get(key);
        if (present == null) {
            present = lower(expr, truth);
            known.put(key, present);
        }
        return present;
    }

    private Truth lower(BoundExpr expr, boolean truth) {
        return switch (expr) {
            case BoundExpr.Col column -> known(values.bits(column), truth, values.valid(column));
            case BoundExpr.Lit(Object value, var _) ->
                value != null && (Boolean) value == truth ? LoopValue.ALWAYS : LoopValue.NEVER;
            case BoundExpr.And(var operands) -> terms(operands, truth);
            case BoundExpr.Between(var operand, var low, var high) ->
                terms(
                        List.of(
                                new BoundExpr.Compare(CompareOp.GE, operand, low),
                                new BoundExpr.Compare(CompareOp.LE, operand, high)),
                        truth);
            case BoundExpr.Or(var operands) -> {
                List<Truth> all =
                        operands.stream().map(operand -> of(operand, truth)).toList();
                yield truth ? LoopValue.or(all) : LoopValue.and(all);
            }
            case BoundExpr.Not(var operand) -> of(operand, !truth);
            case BoundExpr.IsNull(var operand) -> truth ? LoopValue.not(valid(operand)) : valid(operand);
            case BoundExpr.IsNan(var operand) -> known(isNan(operand), truth, valid(operand));
            case BoundExpr.InSymbols in -> known(in(in), truth, values.valid(in.column()));
            case BoundExpr.Compare compare -> compare(compare, truth);
            case BoundExpr.FillNull(var operand, var replacement) -> {
                boolean fills = replacement.value() != null && (Boolean) replacement.value() == truth;
                yield fills ? LoopValue.or(of(operand, truth), LoopValue.not(valid(operand))) : of(operand, truth);
            }
            case BoundExpr.Cast(var operand, var _) -> of(operand, truth);
            case BoundExpr.MapBatches _ -> throw new NoLoopException();
            case BoundExpr.Arithmetic _, BoundExpr.Negate _, BoundExpr.Abs _ ->
                throw new IllegalArgumentException("not a condition: " + expr);
        };
    }

    private static Truth known(Truth value, boolean truth, Truth valid) {
        return LoopValue.and(truth ? value : LoopValue.not(value), valid);
    }

    /// A conjunction, with the ranges of one operand joined.
    private Truth terms(List<BoundExpr> operands, boolean truth) {
        List<Truth> all = new ArrayList<>();
        for (LogicCompiler.Term term : LogicCompiler.terms(operands)) {
            all.add(
                    term.isRange()
                            ? known(range(term.operand(), term.range()), truth, valid(term.operand()))
                            : of(term.operand(), truth));
        }
        return truth ? LoopValue.and(all) : LoopValue.or(all);
    }

    /// Where the value is not null.
    Truth valid(BoundExpr expr) {
        return switch (expr) {
            case BoundExpr.Col column -> values.valid(column);
            case BoundExpr.Lit(Object value, var _) -> value == null ? LoopValue.NEVER : LoopValue.ALWAYS;
            case BoundExpr.Arithmetic(var op, var left, var right, var _) -> {
                if (op.isRowByRow()) {
                    // a division by zero is null
                    throw new NoLoopException();
                }
                yield LoopValue.and(valid(left), valid(right));
            }
            case BoundExpr.Negate(var operand, var _) -> valid(operand);
            case BoundExpr.Abs(var operand, var _) -> valid(operand);
            case BoundExpr.Cast(var operand, var _) -> valid(operand);
            case BoundExpr.FillNull(var operand, var replacement) ->
                replacement.value() == null ? valid(operand) : LoopValue.ALWAYS;
            case BoundExpr.Compare(var _, var left, var right) -> LoopValue.and(valid(left), valid(right));
            case BoundExpr.MapBatches _ -> throw new NoLoopException();
            case BoundExpr.IsNull _ -> LoopValue.ALWAYS;
            case BoundExpr.IsNan(var operand) -> valid(operand);
            case BoundExpr.InSymbols in -> values.valid(in.column());
            case BoundExpr.Not(var operand) -> valid(operand);
            case BoundExpr.And _, BoundExpr.Or _, BoundExpr.Between _ -> LoopValue.or(of(expr, true), of(expr, false));
        };
    }

    private Truth isNan(BoundExpr operand) {
        if (!operand.type().isFloat()) {
            return LoopValue.NEVER;
        }
        Real x = values.real(operand);
        return new LoopValue.RealCompare(Comparison.NE, x, x);
    }

    private Truth in(BoundExpr.InSymbols in) {
        SymbolSet set =
                SymbolSet.of(in.codes().stream().mapToInt(Integer::intValue).toArray());
        if (set.size() > MOST_CODES) {
            throw new NoLoopException();
        }
        Whole code = values.whole(in.column());
        List<Truth> any = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            any.add(new LoopValue.WholeCompare(Comparison.EQ, code, values.wholeParameter(set.code(i)), false));
        }
        return LoopValue.or(any);
    }

    private Truth compare(BoundExpr.Compare compare, boolean truth) {
        BoundExpr left = compare.left();
        BoundExpr right = compare.right();
        boolean ranged = LogicCompiler.isRangeLiteral(left, right) || LogicCompiler.isRangeLiteral(right, left);
        if (ranged && compare.op() == CompareOp.NE) {
            return of(new BoundExpr.Compare(CompareOp.EQ, left, right), !truth);
        }
        return ranged
                ? terms(List.of(compare), truth)
                : known(lanes(compare), truth, LoopValue.and(valid(left), valid(right)));
    }

    private Truth lanes(BoundExpr.Compare compare) {
        BoundExpr left = compare.left();
        BoundExpr right = compare.right();
        Comparison comparison = Comparison.valueOf(compare.op().name());
        if (left.type().isFloat() || right.type().isFloat()) {
            return new LoopValue.RealCompare(comparison, values.asReal(left), values.asReal(right));
        }
        boolean unsignedLeft = left.type().equals(ColumnType.UINT64);
        boolean unsignedRight = right.type().equals(ColumnType.UINT64);
        if (unsignedLeft != unsignedRight || left.type().scale() != right.type().scale()) {
            throw new NoLoopException();
        }
        Whole l = unsignedLeft
                ? values.whole(left)
                : values.asWhole(left, left.type().scale());
        Whole r = unsignedRight
                ? values.whole(right)
                : values.asWhole(right, right.type().scale());
        return new LoopValue.WholeCompare(comparison, l, r, unsignedLeft);
    }

    private Truth range(BoundExpr operand, ValueRange range) {
        if (range.isEmpty()) {
            return LoopValue.NEVER;
        }
        return switch (range) {
            case ValueRange.Doubles(double lo, double hi) -> reals(values.real(operand), lo, hi);
            case ValueRange.Longs(long lo, long hi, boolean unsigned) ->
                wholes(values.whole(operand), lo, hi, unsigned);
        };
    }

    private Truth reals(Real x, double lo, double hi) {
        if (lo == hi) {
            return new LoopValue.RealCompare(Comparison.EQ, x, values.parameter(lo));
        }
        boolean open = lo == Double.NEGATIVE_INFINITY;
        if (open && hi == Double.POSITIVE_INFINITY) {
            return new LoopValue.RealCompare(Comparison.EQ, x, x);
        }
        List<Truth> ends = new ArrayList<>();
        if (!open) {
            ends.add(new LoopValue.RealCompare(Comparison.GE, x, values.parameter(lo)));
        }
        if (hi != Double.POSITIVE_INFINITY) {
            ends.add(new LoopValue.RealCompare(Comparison.LE, x, values.parameter(hi)));
        }
        return LoopValue.and(ends);
    }

    private Truth wholes(Whole x, long lo, long hi, boolean unsigned) {
        if (lo == hi) {
            return new LoopValue.WholeCompare(Comparison.EQ, x, values.wholeParameter(lo), unsigned);
        }
        List<Truth> ends = new ArrayList<>();
        if (lo != (unsigned ? 0 : Long.MIN_VALUE)) {
            ends.add(new LoopValue.WholeCompare(Comparison.GE, x, values.wholeParameter(lo), unsigned));
        }
        if (hi != (unsigned ? -1 : Long.MAX_VALUE)) {
            ends.add(new LoopValue.WholeCompare(Comparison.LE, x, values.wholeParameter(hi), unsigned));
        }
        return LoopValue.and(ends);
    }
}
