package io.arenite.engine.kernel;

/// Gets what answers until the vector kernels are hot through the JVM's quick compiler, which takes milliseconds where
/// the vector kernels take hundreds. A method is compiled after some hundred calls, so calls are many and short: a long
/// one would be interpreted to its sixty-thousandth row.
final class ColdWarmUp {
    /// The quick compiler takes a loop of so many rows after 128 calls.
    private static final int CALLS = 200;

    /// With those before, the optimizing compiler takes it as well.
    private static final int MORE_CALLS = 600;

    private static final int ROWS = 24;
    private static final int LANE0 = 5;

    private ColdWarmUp() {}

    /// What first queries ask for.
    static void sums(WarmUpRows rows) {
        for (int i = 0; i < CALLS; i++) {
            sumOnce(rows);
        }
    }

    static void rest(WarmUpRows rows) {
        for (int i = 0; i < MORE_CALLS; i++) {
            sumOnce(rows);
        }
        for (int i = 0; i < CALLS; i++) {
            filterOnce(rows);
            maskedOnce(rows);
        }
    }

    private static void sumOnce(WarmUpRows r) {
        SumProductLongKernel.Cold.run(r.f64, 0, r.i64, 0, ROWS, LANE0, r.lanes);
        LongSumKernel.Cold.run(r.i64, 0, ROWS, r.sum);
        SumProductKernel.Cold.run(r.f64, 0, r.f64, 0, ROWS, LANE0, r.lanes);
        SumKernel.Cold.run(r.f64, 0, ROWS, LANE0, r.lanes);
        FilterSumKernel.Cold.run(r.f64, 0, 110, 120, ROWS, LANE0, r.lanes);
        FilterSumKernel.Cold.run(r.f64, 0, 110, 120, r.f64, 0, ROWS, LANE0, r.lanes);
    }

    private static void filterOnce(WarmUpRows r) {
        r.sink += FilterSumKernel.Cold.count(r.f64, 0, 110, 120, ROWS);
        LongFilterSumKernel.Scalar.run(r.i64, 0, 20, 50, r.f64, 0, ROWS, LANE0, r.lanes);
        r.sink += LongFilterSumKernel.Scalar.count(r.i64, 0, 20, 50, ROWS);
        RangeKernel.Scalar.doubles(r.f64, 0, 110, 120, ROWS, r.out, 0);
        RangeKernel.Scalar.longs(r.i64, 0, 20, 50, ROWS, r.out, 0);
        r.sink += MinMaxKernel.Cold.min(r.f64, 0, ROWS);
        r.sink += MinMaxKernel.Cold.max(r.f64, 0, ROWS);
        r.sink += LongMinMaxKernel.Cold.min(LongMinMaxKernel.SIGNED, r.i64, 0, ROWS);
        r.sink += LongMinMaxKernel.Cold.max(LongMinMaxKernel.SIGNED, r.i64, 0, ROWS);
    }

    private static void maskedOnce(WarmUpRows r) {
        SumKernel.Scalar.runMasked(r.f64, 0, ROWS, r.mask, 0, r.lanes);
        LongSumKernel.Scalar.runMasked(r.i64, 0, ROWS, r.mask, 0, r.sum);
        SumProductKernel.Scalar.runMasked(r.f64, 0, r.f64, 0, ROWS, r.mask, 0, r.lanes);
        SumProductLongKernel.Scalar.runMasked(r.f64, 0, r.i64, 0, ROWS, r.mask, 0, r.lanes);
    }
}
