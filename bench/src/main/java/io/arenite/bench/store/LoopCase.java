package io.arenite.bench.store;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.arenite.bench.peer.CKernels;
import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.ArithmeticOp;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.CompareOp;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.partitions.ColumnType;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.function.DoubleSupplier;

/// One pipeline as a plan and as the loop in C that computes the same over the same memory. `columns` is how many
/// 64-bit
/// columns it reads.
record LoopCase(String name, int columns, AggregatePlan plan, DoubleSupplier peer) {
    static final double LO = 100.0;
    static final double HI = 110.0;
    private static final double Z = 500.0;

    private static final BoundExpr.Col A = new BoundExpr.Col(1, ColumnType.FLOAT64);
    private static final BoundExpr.Col B = new BoundExpr.Col(2, ColumnType.FLOAT64);
    private static final BoundExpr.Col C = new BoundExpr.Col(3, ColumnType.FLOAT64);
    private static final BoundExpr.Col D = new BoundExpr.Col(4, ColumnType.FLOAT64);
    private static final BoundExpr.Col E = new BoundExpr.Col(5, ColumnType.FLOAT64);
    private static final BoundExpr.Col N = new BoundExpr.Col(6, ColumnType.INT64);

    /// All cases over a table of [LoopTable]; the peers are null where `c` is.
    static List<LoopCase> all(LoopTable table, CKernels c) {
        var peers = new Peers(table, c);
        BoundExpr range = between(A, LO, HI);
        BoundExpr either = new BoundExpr.Or(
                List.of(between(D, LO, HI), new BoundExpr.Not(new BoundExpr.Compare(CompareOp.GT, E, real(Z)))));
        BoundExpr difference =
                BoundExpr.arithmetic(ArithmeticOp.SUBTRACT, BoundExpr.arithmetic(ArithmeticOp.MULTIPLY, A, B), C);
        BoundExpr whole = new BoundExpr.Between(
                N, new BoundExpr.Lit(250L, ColumnType.INT64), new BoundExpr.Lit(750L, ColumnType.INT64));
        return List.of(
                of("vwap", 2, null, peers.two("c_vwap", A, B), weighted(A, B)),
                of("vwap_long", 2, null, peers.two("c_vwap_long", A, N), weighted(A, N)),
                of("filter_sum", 2, range, peers.filter("c_filter_sum", A, B), sum(B)),
                of("filter_sum_long", 2, whole, peers.filterLong(N, B), sum(B)),
                of("filter_count", 1, range, peers.count(A), Aggregate.countAll()),
                of("filter_vwap", 3, between(D, LO, HI), peers.filterVwap(D, A, B), weighted(A, B)),
                of("min", 1, null, peers.one("c_min", A), Aggregate.of(AggregateKind.MIN, A)),
                of("max", 1, null, peers.one("c_max", A), Aggregate.of(AggregateKind.MAX, A)),
                of(
                        "min_max",
                        1,
                        null,
                        peers.one("c_min_max", A),
                        Aggregate.of(AggregateKind.MIN, A),
                        Aggregate.of(AggregateKind.MAX, A)),
                of("expression", 5, either, peers.expression(), sum(difference)));
    }

    private static LoopCase of(
            String name, int columns, BoundExpr filter, DoubleSupplier peer, Aggregate... aggregates) {
        return new LoopCase(
                name,
                columns,
                new AggregatePlan(ScanSpec.ALL.withFilter(filter), List.of(), List.of(aggregates)),
                peer);
    }

    private static BoundExpr.Lit real(double value) {
        return new BoundExpr.Lit(value, ColumnType.FLOAT64);
    }

    private static BoundExpr between(BoundExpr.Col column, double lo, double hi) {
        return new BoundExpr.Between(column, real(lo), real(hi));
    }

    private static Aggregate sum(BoundExpr argument) {
        return Aggregate.of(AggregateKind.SUM, argument);
    }

    private static Aggregate weighted(BoundExpr price, BoundExpr weight) {
        return Aggregate.weighted(AggregateKind.VWAP, price, weight);
    }

    /// The C functions bound to the columns.
    private record Peers(LoopTable table, CKernels c) {
        interface Call {
            double run() throws Throwable;
        }

        private static DoubleSupplier bind(Call call) {
            return () -> {
                try {
                    return call.run();
                } catch (Throwable e) {
                    throw new IllegalStateException(e);
                }
            };
        }

        private MemorySegment column(BoundExpr.Col column) {
            return table.column(column.column());
        }

        DoubleSupplier one(String name, BoundExpr.Col x) {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.doubleFunction(name, ADDRESS, JAVA_LONG);
            MemorySegment values = column(x);
            long rows = table.rows();
            return bind(() -> (double) f.invokeExact(values, rows));
        }

        DoubleSupplier two(String name, BoundExpr.Col x, BoundExpr.Col y) {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.doubleFunction(name, ADDRESS, ADDRESS, JAVA_LONG);
            MemorySegment left = column(x);
            MemorySegment right = column(y);
            long rows = table.rows();
            return bind(() -> (double) f.invokeExact(left, right, rows));
        }

        DoubleSupplier filter(String name, BoundExpr.Col filter, BoundExpr.Col x) {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.doubleFunction(name, ADDRESS, JAVA_DOUBLE, JAVA_DOUBLE, ADDRESS, JAVA_LONG);
            MemorySegment tested = column(filter);
            MemorySegment values = column(x);
            long rows = table.rows();
            return bind(() -> (double) f.invokeExact(tested, LO, HI, values, rows));
        }

        DoubleSupplier filterLong(BoundExpr.Col filter, BoundExpr.Col x) {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.doubleFunction("c_filter_sum_long", ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG);
            MemorySegment tested = column(filter);
            MemorySegment values = column(x);
            long rows = table.rows();
            return bind(() -> (double) f.invokeExact(tested, 250L, 750L, values, rows));
        }

        DoubleSupplier count(BoundExpr.Col filter) {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.longFunction("c_filter_count", ADDRESS, JAVA_DOUBLE, JAVA_DOUBLE, JAVA_LONG);
            MemorySegment tested = column(filter);
            long rows = table.rows();
            return bind(() -> (double) (long) f.invokeExact(tested, LO, HI, rows));
        }

        DoubleSupplier filterVwap(BoundExpr.Col filter, BoundExpr.Col x, BoundExpr.Col y) {
            if (c == null) {
                return null;
            }
            MethodHandle f =
                    c.doubleFunction("c_filter_vwap", ADDRESS, JAVA_DOUBLE, JAVA_DOUBLE, ADDRESS, ADDRESS, JAVA_LONG);
            MemorySegment tested = column(filter);
            MemorySegment left = column(x);
            MemorySegment right = column(y);
            long rows = table.rows();
            return bind(() -> (double) f.invokeExact(tested, LO, HI, left, right, rows));
        }

        DoubleSupplier expression() {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.doubleFunction(
                    "c_expression",
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    JAVA_DOUBLE,
                    JAVA_DOUBLE,
                    JAVA_DOUBLE,
                    JAVA_LONG);
            MemorySegment a = column(A);
            MemorySegment b = column(B);
            MemorySegment third = column(C);
            MemorySegment d = column(D);
            MemorySegment e = column(E);
            long rows = table.rows();
            return bind(() -> (double) f.invokeExact(a, b, third, d, e, LO, HI, Z, rows));
        }
    }
}
