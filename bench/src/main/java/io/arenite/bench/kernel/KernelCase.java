package io.arenite.bench.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.arenite.bench.peer.CKernels;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/// One kernel with its peer over the same columns. `columns` is how many 64-bit columns it reads or writes, for the
/// bandwidth limit; `relativeError` is what the peer may differ by, as it adds in another order.
public record KernelCase(String name, int columns, DoubleSupplier ours, DoubleSupplier peer, double relativeError) {
    /// All cases over `data`. The peer of each is null where `peers` is null.
    public static List<KernelCase> all(KernelData data, CKernels peers) {
        var p = new Peers(data, peers);
        int n = data.rows;
        var price = data.price;
        var size = data.size;
        var longs = data.sizeLong;
        double lo = KernelData.LO;
        double hi = KernelData.HI;
        return List.of(
                exact("sum", 1, () -> BlockRuns.sum(size, n), p.sum()),
                exact("min", 1, () -> BlockRuns.min(price, n), p.extreme("c_min")),
                exact("max", 1, () -> BlockRuns.max(price, n), p.extreme("c_max")),
                exact("filter_sum", 2, () -> BlockRuns.filterSum(price, lo, hi, size, n), p.filterSum()),
                close("filter_sum_same", 1, () -> BlockRuns.filterSumSame(price, lo, hi, n), p.filterSumSame()),
                exact("filter_sum_long", 2, () -> BlockRuns.filterSumLong(longs, 250, 750, size, n), p.filterSumLong()),
                exact("filter_count", 1, () -> BlockRuns.filterCount(price, lo, hi, n), p.filterCount()),
                close("sum_product", 2, () -> BlockRuns.sumProduct(price, size, n), p.sumProduct()),
                close("sum_product_long", 2, () -> BlockRuns.sumProductLong(price, longs, n), p.sumProductLong()),
                exact("long_sum_exact", 1, () -> BlockRuns.sumLong(longs, n), p.longs("c_sum_long")),
                exact("long_min", 1, () -> BlockRuns.minLong(longs, n), p.longs("c_min_long")),
                exact("long_dot_exact", 1, () -> BlockRuns.sumProductLongs(longs, longs, n), p.sumProductLongs()),
                exact("add", 3, () -> BlockRuns.add(price, size, data.out, n), p.add()));
    }

    private static KernelCase exact(String name, int columns, DoubleSupplier ours, DoubleSupplier peer) {
        return new KernelCase(name, columns, ours, peer, 0);
    }

    private static KernelCase close(String name, int columns, DoubleSupplier ours, DoubleSupplier peer) {
        return new KernelCase(name, columns, ours, peer, 1e-9);
    }

    /// Fails unless kernel and peer both give the answer of a plain loop; done before anything is timed.
    public void check(double expected) {
        check("kernel", ours.getAsDouble(), expected);
        if (peer != null) {
            check("peer", peer.getAsDouble(), expected);
        }
    }

    private void check(String who, double answer, double expected) {
        if (!(Math.abs(answer - expected) <= relativeError * Math.abs(expected))) {
            throw new AssertionError(
                    "wrong answer: %s=%s, answer=%s, expected=%s".formatted(who, name, answer, expected));
        }
    }

    /// The answer of the kernel of this name by a plain loop over the rows.
    public static double expected(String name, KernelData data) {
        return IntStream.range(0, data.rows)
                .mapToDouble(row -> term(name, data, row))
                .reduce(startOf(name), (a, b) -> switch (name) {
                    case "min", "long_min" -> Math.min(a, b);
                    case "max" -> Math.max(a, b);
                    case "add" -> b;
                    default -> a + b;
                });
    }

    private static double startOf(String name) {
        return switch (name) {
            case "min", "long_min" -> Double.POSITIVE_INFINITY;
            case "max" -> Double.NEGATIVE_INFINITY;
            default -> 0;
        };
    }

    private static double term(String name, KernelData data, int row) {
        double price = data.price.getAtIndex(JAVA_DOUBLE, row);
        double size = data.size.getAtIndex(JAVA_DOUBLE, row);
        boolean passes = price >= KernelData.LO && price <= KernelData.HI;
        return switch (name) {
            case "sum", "long_sum_exact", "long_min" -> size;
            case "min", "max" -> price;
            case "filter_sum" -> passes ? size : 0;
            case "filter_sum_same" -> passes ? price : 0;
            case "filter_sum_long" -> size >= 250 && size <= 750 ? size : 0;
            case "filter_count" -> passes ? 1 : 0;
            case "sum_product", "sum_product_long" -> price * size;
            case "long_dot_exact" -> size * size;
            case "add" -> price + size;
            default -> throw new IllegalArgumentException("no such kernel: name=" + name);
        };
    }

    /// The C calls bound to the columns of one data set.
    private record Peers(KernelData data, CKernels c) {
        interface Call {
            double run() throws Throwable;
        }

        private DoubleSupplier bind(Call call) {
            return () -> {
                try {
                    return call.run();
                } catch (Throwable e) {
                    throw new IllegalStateException(e);
                }
            };
        }

        DoubleSupplier sum() {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.doubleFunction("c_sum", ADDRESS, JAVA_LONG);
            return bind(() -> (double) f.invokeExact(data.size, (long) data.rows));
        }

        DoubleSupplier extreme(String name) {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.doubleFunction(name, ADDRESS, JAVA_LONG);
            return bind(() -> (double) f.invokeExact(data.price, (long) data.rows));
        }

        DoubleSupplier longs(String name) {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.longFunction(name, ADDRESS, JAVA_LONG);
            return bind(() -> (double) (long) f.invokeExact(data.sizeLong, (long) data.rows));
        }

        DoubleSupplier filterSum() {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.doubleFunction("c_filter_sum", ADDRESS, JAVA_DOUBLE, JAVA_DOUBLE, ADDRESS, JAVA_LONG);
            return bind(() ->
                    (double) f.invokeExact(data.price, KernelData.LO, KernelData.HI, data.size, (long) data.rows));
        }

        DoubleSupplier filterSumSame() {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.doubleFunction("c_filter_sum_same", ADDRESS, JAVA_DOUBLE, JAVA_DOUBLE, JAVA_LONG);
            return bind(() -> (double) f.invokeExact(data.price, KernelData.LO, KernelData.HI, (long) data.rows));
        }

        DoubleSupplier filterSumLong() {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.doubleFunction("c_filter_sum_long", ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG);
            return bind(() -> (double) f.invokeExact(data.sizeLong, 250L, 750L, data.size, (long) data.rows));
        }

        DoubleSupplier filterCount() {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.longFunction("c_filter_count", ADDRESS, JAVA_DOUBLE, JAVA_DOUBLE, JAVA_LONG);
            return bind(
                    () -> (double) (long) f.invokeExact(data.price, KernelData.LO, KernelData.HI, (long) data.rows));
        }

        DoubleSupplier sumProduct() {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.doubleFunction("c_sum_product", ADDRESS, ADDRESS, JAVA_LONG);
            return bind(() -> (double) f.invokeExact(data.price, data.size, (long) data.rows));
        }

        DoubleSupplier sumProductLong() {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.doubleFunction("c_sum_product_long", ADDRESS, ADDRESS, JAVA_LONG);
            return bind(() -> (double) f.invokeExact(data.price, data.sizeLong, (long) data.rows));
        }

        DoubleSupplier sumProductLongs() {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.longFunction("c_sum_product_longs", ADDRESS, ADDRESS, JAVA_LONG);
            return bind(() -> (double) (long) f.invokeExact(data.sizeLong, data.sizeLong, (long) data.rows));
        }

        DoubleSupplier add() {
            if (c == null) {
                return null;
            }
            MethodHandle f = c.voidFunction("c_add", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
            return bind(() -> {
                f.invokeExact(data.price, data.size, (long) data.rows, data.out);
                return data.out.getAtIndex(JAVA_DOUBLE, data.rows - 1L);
            });
        }
    }
}
