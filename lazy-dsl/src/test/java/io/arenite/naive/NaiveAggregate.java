package io.arenite.naive;

import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.ArithmeticOp;
import io.arenite.lazy.plan.ExprNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/// Aggregates over lists of boxed values.
final class NaiveAggregate {
    private static final MathContext DIGITS = new MathContext(60);

    private NaiveAggregate() {}

    /// `argument` and `weight` give the values of a row. A sum of nothing needs to know what nothing it is: `example`
    /// is
    /// any value of the type that the sum has.
    static Object of(
            ExprNode.Aggregation node,
            List<List<Object>> rows,
            Function<List<Object>, Object> argument,
            Function<List<Object>, Object> weight,
            Object example) {
        if (node.kind() == AggregateKind.COUNT_ALL) {
            return (long) rows.size();
        }
        if (node.kind() == AggregateKind.VWAP || node.kind() == AggregateKind.DOT) {
            return weighted(node.kind(), rows, argument, weight, example);
        }
        List<Object> all = rows.stream().map(argument).toList();
        List<Object> values = all.stream().filter(Objects::nonNull).toList();
        return switch (node.kind()) {
            case COUNT -> (long) values.size();
            case SUM -> values.isEmpty() ? zero(example) : sum(values);
            case MIN -> extreme(values, -1);
            case MAX -> extreme(values, 1);
            case FIRST -> all.isEmpty() ? null : all.getFirst();
            case LAST -> all.isEmpty() ? null : all.getLast();
            case MEAN -> values.isEmpty() ? null : quotient(sum(values), (long) values.size());
            case VARIANCE -> variance(values, node.ddof());
            case STDDEV -> {
                Double variance = variance(values, node.ddof());
                yield variance == null ? null : Math.sqrt(variance);
            }
            case COUNT_ALL, VWAP, DOT -> throw new IllegalStateException("answered above: kind=" + node.kind());
        };
    }

    private static Object zero(Object example) {
        return switch (example) {
            case Double _ -> 0.0;
            case BigDecimal d -> BigDecimal.ZERO.setScale(d.scale());
            case null, default -> 0L;
        };
    }

    private static Object sum(List<Object> values) {
        if (values.getFirst() instanceof Double) {
            return values.stream().mapToDouble(NaiveExpr::asDouble).reduce(0.0, Double::sum);
        }
        if (values.getFirst() instanceof Boolean) {
            return values.stream().filter(Boolean.TRUE::equals).count();
        }
        BigDecimal sum = values.stream().map(NaiveExpr::asDecimal).reduce(BigDecimal.ZERO, BigDecimal::add);
        return values.getFirst() instanceof Long ? (Object) sum.longValueExact() : sum;
    }

    private static Double quotient(Object sum, Object count) {
        if (sum instanceof Double || count instanceof Double) {
            return NaiveExpr.asDouble(sum) / NaiveExpr.asDouble(count);
        }
        BigDecimal divisor = NaiveExpr.asDecimal(count);
        if (divisor.signum() == 0) {
            return NaiveExpr.asDouble(sum) / 0.0;
        }
        return NaiveExpr.asDecimal(sum).divide(divisor, DIGITS).doubleValue();
    }

    private static Object weighted(
            AggregateKind kind,
            List<List<Object>> rows,
            Function<List<Object>, Object> argument,
            Function<List<Object>, Object> weight,
            Object example) {
        Object products = null;
        Object weights = null;
        for (List<Object> row : rows) {
            Object a = argument.apply(row);
            Object w = weight.apply(row);
            if (a != null && w != null) {
                Object product = NaiveExpr.arithmetic(ArithmeticOp.MULTIPLY, a, w);
                // from +0.0 on, as every sum of doubles: a sum of negative zeros is 0.0
                products = NaiveExpr.arithmetic(ArithmeticOp.ADD, products == null ? 0L : products, product);
                weights = NaiveExpr.arithmetic(ArithmeticOp.ADD, weights == null ? 0L : weights, w);
            }
        }
        if (kind == AggregateKind.VWAP) {
            return products == null ? null : quotient(products, weights);
        }
        return products == null ? zero(example) : products;
    }

    private static Object extreme(List<Object> values, int sign) {
        Object best = null;
        for (Object value : values) {
            boolean better = best == null
                    || !isNan(value) && (isNan(best) || Integer.signum(NaiveOrder.ascending(value, best)) == sign);
            if (better) {
                best = value;
            }
        }
        return best;
    }

    private static boolean isNan(Object value) {
        return value instanceof Double d && Double.isNaN(d);
    }

    private static Double variance(List<Object> values, int ddof) {
        if (values.size() <= ddof) {
            return null;
        }
        if (values.stream().anyMatch(value -> !Double.isFinite(NaiveExpr.asDouble(value)))) {
            return Double.NaN;
        }
        List<BigDecimal> exact = values.stream()
                .map(value -> value instanceof Double d ? new BigDecimal(d) : NaiveExpr.asDecimal(value))
                .toList();
        BigDecimal mean = exact.stream()
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(BigDecimal.valueOf(exact.size()), DIGITS);
        BigDecimal squares =
                exact.stream().map(value -> value.subtract(mean).pow(2)).reduce(BigDecimal.ZERO, BigDecimal::add);
        return squares.divide(BigDecimal.valueOf(exact.size() - ddof), DIGITS).doubleValue();
    }
}
