package io.arenite.engine.reference;

import io.arenite.engine.NumericException;
import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.partitions.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/// One aggregate over one group. Exact ones over all values at once; sums of doubles in the order that the design
/// prescribes: 32 lanes by position, blocks left to right, partitions by the radix tree.
final class ReferenceAggregates {
    private static final int BLOCK = 65_536;
    private static final int LANES = 32;

    /// The selected rows of one partition with their positions.
    record Rows(long bucket, int code, List<Integer> positions, List<Object[]> rows) {}

    private final Aggregate aggregate;
    private final boolean oneLane;

    /// @param oneLane groups by other keys than the partition's sum in one lane
    ReferenceAggregates(Aggregate aggregate, boolean oneLane) {
        this.aggregate = aggregate;
        this.oneLane = oneLane;
    }

    Object of(List<Rows> parts) {
        BoundExpr argument = aggregate.argument();
        return switch (aggregate.kind()) {
            case COUNT_ALL ->
                parts.stream().mapToLong(part -> part.rows().size()).sum();
            case COUNT -> (long) values(parts).size();
            case SUM ->
                argument.type().isFloat() ? sum(parts, false) : exact(exactSum(parts, argument), aggregate.type());
            case DOT -> aggregate.type().isFloat() ? sum(parts, true) : exact(exactDot(parts), aggregate.type());
            case MIN, MAX -> extreme(values(parts));
            case FIRST, LAST -> end(parts);
            case MEAN -> mean(parts);
            case VARIANCE, STDDEV -> spread(parts);
            case VWAP -> vwap(parts);
        };
    }

    private List<Object> values(List<Rows> parts) {
        List<Object> values = new ArrayList<>();
        for (Rows part : parts) {
            for (Object[] row : part.rows()) {
                Object value = ReferenceEval.eval(aggregate.argument(), row);
                if (value != null) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    private Object extreme(List<Object> values) {
        if (values.isEmpty()) {
            return null;
        }
        boolean max = aggregate.kind() == AggregateKind.MAX;
        Object best = values.getFirst();
        for (Object value : values) {
            int order;
            if (value instanceof Double number) {
                double present = (Double) best;
                if (Double.isNaN(number)) {
                    continue;
                }
                order = Double.isNaN(present) ? (max ? 1 : -1) : Double.compare(number, present);
            } else {
                ColumnType type = aggregate.argument().type();
                order = ReferenceEval.big(value, type).compareTo(ReferenceEval.big(best, type));
            }
            best = max == order > 0 && order != 0 ? value : best;
        }
        return best;
    }

    private Object end(List<Rows> parts) {
        List<Object[]> rows = new ArrayList<>();
        parts.forEach(part -> rows.addAll(part.rows()));
        if (rows.isEmpty()) {
            return null;
        }
        boolean last = aggregate.kind() == AggregateKind.LAST;
        return ReferenceEval.eval(aggregate.argument(), last ? rows.getLast() : rows.getFirst());
    }

    private Object mean(List<Rows> parts) {
        long count = values(parts).size();
        if (count == 0) {
            return null;
        }
        ColumnType type = aggregate.argument().type();
        return type.isFloat()
                ? (Object) canonical(sum(parts, false) / count)
                : (Object) quotient(exactSum(parts, aggregate.argument()), BigDecimal.valueOf(count));
    }

    private Object vwap(List<Rows> parts) {
        if (pairs(parts) == 0) {
            return null;
        }
        boolean exact = !aggregate.argument().type().isFloat()
                && !aggregate.weight().type().isFloat();
        if (exact) {
            BigDecimal weights = exactWeights(parts);
            BigDecimal products = exactDot(parts);
            return weights.signum() == 0
                    ? (Object) canonical(products.signum() / 0.0)
                    : (Object) quotient(products, weights);
        }
        double products = sum(parts, true);
        ColumnType weightType = aggregate.weight().type();
        double weights = weightType.isFloat()
                ? fold(parts, false, aggregate.weight())
                : exactWeights(parts).movePointRight(weightType.scale()).doubleValue();
        return canonical(products / weights);
    }

    private long pairs(List<Rows> parts) {
        return parts.stream()
                .flatMap(part -> part.rows().stream())
                .filter(this::isComplete)
                .count();
    }

    private boolean isComplete(Object[] row) {
        return ReferenceEval.eval(aggregate.argument(), row) != null
                && (aggregate.weight() == null || ReferenceEval.eval(aggregate.weight(), row) != null);
    }

    private BigDecimal exactSum(List<Rows> parts, BoundExpr argument) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Rows part : parts) {
            for (Object[] row : part.rows()) {
                if (isComplete(row)) {
                    sum = sum.add(ReferenceEval.big(ReferenceEval.eval(argument, row), argument.type()));
                }
            }
        }
        return sum;
    }

    private BigDecimal exactWeights(List<Rows> parts) {
        return exactSum(parts, aggregate.weight());
    }

    private BigDecimal exactDot(List<Rows> parts) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Rows part : parts) {
            for (Object[] row : part.rows()) {
                if (isComplete(row)) {
                    sum = sum.add(value(aggregate.argument(), row).multiply(value(aggregate.weight(), row)));
                }
            }
        }
        return sum;
    }

    private static BigDecimal value(BoundExpr expr, Object[] row) {
        return ReferenceEval.big(ReferenceEval.eval(expr, row), expr.type());
    }

    private static Object exact(BigDecimal sum, ColumnType type) {
        BigInteger unscaled = sum.movePointRight(type.scale()).toBigIntegerExact();
        boolean unsigned = type.equals(ColumnType.UINT64);
        boolean fits = unsigned ? unscaled.signum() >= 0 && unscaled.bitLength() <= 64 : unscaled.bitLength() <= 63;
        if (!fits) {
            throw new NumericException("sum does not fit");
        }
        return unscaled.longValue();
    }

    /// Rounded once: 60 digits are beyond any tie that sums of 128 bits can make.
    private static double quotient(BigDecimal numerator, BigDecimal denominator) {
        return numerator.signum() == 0
                ? 0.0
                : numerator.divide(denominator, new MathContext(60)).doubleValue();
    }

    private static double canonical(double value) {
        return Double.isNaN(value) ? Double.NaN : value;
    }

    private double sum(List<Rows> parts, boolean products) {
        return fold(parts, products, aggregate.argument());
    }

    private double fold(List<Rows> parts, boolean products, BoundExpr argument) {
        List<Tree.Leaf<double[]>> leaves = new ArrayList<>();
        for (Rows part : parts) {
            double total = 0;
            for (List<Integer> block : blocks(part)) {
                total += lanes(part, block, products, argument);
            }
            leaves.add(new Tree.Leaf<>(part.bucket(), part.code(), new double[] {total}));
        }
        double[] sum = Tree.fold(leaves, (left, right) -> new double[] {left[0] + right[0]});
        return canonical(sum == null ? 0 : sum[0]);
    }

    /// Indexes of the part's rows, by block.
    private static List<List<Integer>> blocks(Rows part) {
        List<List<Integer>> blocks = new ArrayList<>();
        for (int i = 0; i < part.rows().size(); i++) {
            int block = part.positions().get(i) / BLOCK;
            while (blocks.size() <= block) {
                blocks.add(new ArrayList<>());
            }
            blocks.get(block).add(i);
        }
        return blocks;
    }

    private double lanes(Rows part, List<Integer> block, boolean products, BoundExpr argument) {
        double[] lanes = new double[LANES];
        for (int i : block) {
            Object[] row = part.rows().get(i);
            if (!isComplete(row)) {
                continue;
            }
            int lane = oneLane ? 0 : part.positions().get(i) % LANES;
            double value = ReferenceEval.asDouble(ReferenceEval.eval(argument, row), argument.type());
            lanes[lane] = products ? Math.fma(value, factor(row), lanes[lane]) : lanes[lane] + value;
        }
        return foldLanes(lanes);
    }

    /// A decimal weight of a VWAP is taken unscaled.
    private double factor(Object[] row) {
        ColumnType type = aggregate.weight().type();
        Object value = ReferenceEval.eval(aggregate.weight(), row);
        return aggregate.kind() == AggregateKind.VWAP && value instanceof Long whole && !type.isFloat()
                ? (double) whole
                : ReferenceEval.asDouble(value, type);
    }

    private static double foldLanes(double[] lanes) {
        for (int step = LANES / 2; step > 0; step /= 2) {
            for (int i = 0; i < step; i++) {
                lanes[i] += lanes[i + step];
            }
        }
        return lanes[0];
    }

    private Object spread(List<Rows> parts) {
        List<Tree.Leaf<double[]>> leaves = new ArrayList<>();
        for (Rows part : parts) {
            double[] total = {0, 0, 0};
            for (List<Integer> block : blocks(part)) {
                total = chan(total, moments(part, block));
            }
            leaves.add(new Tree.Leaf<>(part.bucket(), part.code(), total));
        }
        double[] all = Tree.fold(leaves, ReferenceAggregates::chan);
        if (all == null || all[0] <= aggregate.ddof()) {
            return null;
        }
        double variance = all[2] / (all[0] - aggregate.ddof());
        return canonical(aggregate.kind() == AggregateKind.STDDEV ? Math.sqrt(variance) : variance);
    }

    /// Count, mean and squared distances of one block.
    private double[] moments(Rows part, List<Integer> block) {
        ColumnType type = aggregate.argument().type();
        double[] sums = new double[LANES];
        double[] squares = new double[LANES];
        long count = 0;
        for (int i : block) {
            Object value = ReferenceEval.eval(aggregate.argument(), part.rows().get(i));
            if (value != null) {
                sums[oneLane ? 0 : part.positions().get(i) % LANES] += ReferenceEval.asDouble(value, type);
                count++;
            }
        }
        double mean = count == 0 ? 0 : foldLanes(sums) / count;
        for (int i : block) {
            Object value = ReferenceEval.eval(aggregate.argument(), part.rows().get(i));
            if (value != null) {
                int lane = oneLane ? 0 : part.positions().get(i) % LANES;
                double distance = ReferenceEval.asDouble(value, type) - mean;
                squares[lane] = Math.fma(distance, distance, squares[lane]);
            }
        }
        return new double[] {count, mean, foldLanes(squares)};
    }

    private static double[] chan(double[] left, double[] right) {
        if (left[0] == 0 || right[0] == 0) {
            return left[0] == 0 ? right : left;
        }
        double count = left[0] + right[0];
        double delta = right[1] - left[1];
        return new double[] {
            count,
            left[1] + delta * (right[0] / count),
            left[2] + right[2] + delta * delta * (left[0] * right[0] / count)
        };
    }
}
