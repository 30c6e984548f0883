package io.arenite.engine.exec;

import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.generate.LoopFold;
import io.arenite.engine.generate.LoopShape;
import io.arenite.engine.generate.LoopValue;
import io.arenite.engine.generate.LoopValue.Comparison;
import io.arenite.engine.generate.LoopValue.Real;
import io.arenite.engine.generate.LoopValue.Truth;
import io.arenite.engine.generate.LoopValue.Whole;
import io.arenite.partitions.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// Brings a plan into the form of generated loops: its aggregates become folds over the rows that pass the filter and
/// are not null in their arguments. The counterpart of [AggregateCompiler], with the same meaning.
final class LoopLowering {
    /// Of the products that a lane sums, of which there are at most 2^12 in a block.
    private static final int SUM_BITS = 50;

    private final ValueLowering values;
    private final List<LoopFold> folds;
    private Truth selected = LoopValue.ALWAYS;

    private LoopLowering(int keyColumn, IntPredicate isNullable) {
        values = new ValueLowering(keyColumn, isNullable);
        folds = values.folds;
    }

    /// The form, or null where the plan has something that loops are not generated for.
    ///
    /// @param isNullable which columns have nulls
    static LoweredLoop lower(CompiledAggregate plan, int keyColumn, IntPredicate isNullable) {
        try {
            return new LoopLowering(keyColumn, isNullable).lower(plan);
        } catch (NoLoopException e) {
            return null;
        }
    }

    /// A loop that counts the rows that pass the filter (null: all) and whose key reaches a limit: parameter 0, as bits
    /// of
    /// the key's type. Null where no loop is generated for it.
    static LoweredLoop lowerLimit(
            BoundExpr filter, BoundExpr key, boolean descending, int keyColumn, IntPredicate isNullable) {
        try {
            return new LoopLowering(keyColumn, isNullable).lowerLimit(filter, key, descending);
        } catch (NoLoopException e) {
            return null;
        }
    }

    private LoweredLoop lowerLimit(BoundExpr filter, BoundExpr key, boolean descending) {
        Comparison reaches = descending ? Comparison.GE : Comparison.LE;
        Truth within;
        if (key.type().isFloat()) {
            Real limit = values.parameter(0.0);
            within = new LoopValue.RealCompare(reaches, values.real(key), limit);
        } else {
            Whole limit = values.wholeParameter(0);
            boolean unsigned = key.type().equals(ColumnType.UINT64);
            within = new LoopValue.WholeCompare(reaches, values.whole(key), limit, unsigned);
        }
        if (filter != null) {
            selected = values.truth.of(new BoundExpr.And(List.of(filter)), true);
        }
        LoweredLoop.Result count = count(LoopValue.and(selected, LoopValue.and(within, values.truth.valid(key))));
        return lowered(List.of(count));
    }

    private LoweredLoop lower(CompiledAggregate plan) {
        BoundExpr filter = plan.plan().scan().filter();
        if (filter != null) {
            selected = values.truth.of(new BoundExpr.And(List.of(filter)), true);
        }
        List<LoweredLoop.Result> results = new ArrayList<>();
        for (Aggregate aggregate : plan.plan().aggregates()) {
            results.add(result(aggregate));
        }
        if (plan.rowCountSlot() >= 0) {
            results.add(count(selected));
        }
        return lowered(results);
    }

    private LoweredLoop lowered(List<LoweredLoop.Result> results) {
        if (folds.isEmpty()) {
            throw new NoLoopException();
        }
        return new LoweredLoop(
                new LoopShape(values.columns.size(), values.parameters.size(), folds),
                List.copyOf(values.columns),
                values.parameters.stream().mapToLong(Long::longValue).toArray(),
                values.keyParameter,
                List.copyOf(results),
                List.copyOf(values.bounds));
    }

    private LoweredLoop.Result result(Aggregate aggregate) {
        BoundExpr argument = aggregate.argument();
        return switch (aggregate.kind()) {
            case COUNT_ALL -> count(selected);
            case COUNT -> count(kept(argument));
            case SUM, MEAN -> sum(argument, aggregate.kind() == AggregateKind.MEAN);
            case DOT -> dot(argument, aggregate.weight(), aggregate.type().isFloat());
            case VWAP -> vwap(argument, aggregate.weight());
            case MIN -> extreme(argument, false);
            case MAX -> extreme(argument, true);
            case FIRST, LAST, VARIANCE, STDDEV -> throw new NoLoopException();
        };
    }

    /// Selected, and not null in any of these.
    private Truth kept(BoundExpr... arguments) {
        Truth kept = selected;
        for (BoundExpr argument : arguments) {
            kept = LoopValue.and(kept, values.truth.valid(argument));
        }
        return kept;
    }

    private LoweredLoop.Result count(Truth keep) {
        return new LoweredLoop.Result(-1, -1, countOf(keep));
    }

    private int countOf(Truth keep) {
        return keep.equals(LoopValue.ALWAYS) ? -1 : values.fold(new LoopFold.Count(keep));
    }

    private LoweredLoop.Result sum(BoundExpr argument, boolean mean) {
        Truth keep = kept(argument);
        ColumnType type = argument.type();
        boolean counts = mean || !type.isFloat();
        int sum = type.isFloat()
                ? values.fold(new LoopFold.RealSum(values.real(argument), keep))
                : wholeSum(
                        type.equals(ColumnType.UINT64)
                                ? values.small(argument)
                                : values.asWhole(argument, type.scale()),
                        keep);
        return new LoweredLoop.Result(sum, -1, counts ? countOf(keep) : -1);
    }

    private int wholeSum(Whole x, Truth keep) {
        return values.fold(new LoopFold.WholeSum(x, keep));
    }

    private int wholeDot(Whole x, Whole y, Truth keep) {
        if (x.bits() + y.bits() > SUM_BITS) {
            values.bound(x, y, SUM_BITS);
        }
        return values.fold(new LoopFold.WholeDot(x, y, keep));
    }

    private LoweredLoop.Result dot(BoundExpr left, BoundExpr right, boolean isFloat) {
        Truth keep = kept(left, right);
        int dot;
        if (isFloat) {
            dot = values.fold(new LoopFold.RealDot(values.asReal(left), asWeight(right), keep));
        } else {
            Whole x = values.asWhole(left, left.type().scale());
            dot = wholeDot(x, values.asWhole(right, right.type().scale()), keep);
        }
        return new LoweredLoop.Result(dot, -1, isFloat ? -1 : countOf(keep));
    }

    /// An integer weight is converted as it is, a decimal one with its scale.
    private Real asWeight(BoundExpr weight) {
        return weight.type().isInteger() ? new LoopValue.WholeAsReal(values.asWhole(weight, 0)) : values.asReal(weight);
    }

    private LoweredLoop.Result vwap(BoundExpr price, BoundExpr weight) {
        Truth keep = kept(price, weight);
        boolean exact = !price.type().isFloat() && !weight.type().isFloat();
        if (weight.type().isFloat()) {
            Real w = values.real(weight);
            int products = values.fold(new LoopFold.RealDot(values.asReal(price), w, keep));
            return new LoweredLoop.Result(products, values.fold(new LoopFold.RealSum(w, keep)), countOf(keep));
        }
        Whole w = values.asWhole(weight, weight.type().scale());
        int products = exact
                ? wholeDot(values.asWhole(price, price.type().scale()), w, keep)
                : values.fold(new LoopFold.RealDot(values.asReal(price), new LoopValue.WholeAsReal(w), keep));
        return new LoweredLoop.Result(products, wholeSum(w, keep), countOf(keep));
    }

    private LoweredLoop.Result extreme(BoundExpr argument, boolean max) {
        Truth keep = kept(argument);
        LoopFold fold = argument.type().isFloat()
                ? new LoopFold.RealExtreme(values.real(argument), max, keep)
                : new LoopFold.WholeExtreme(
                        values.whole(argument), max, argument.type().equals(ColumnType.UINT64), keep);
        return new LoweredLoop.Result(values.fold(fold), -1, countOf(keep));
    }
}
