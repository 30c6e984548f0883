package io.arenite.engine.kernel;

import io.arenite.engine.kernel.KernelOperations.FilterCount;
import io.arenite.engine.kernel.KernelOperations.FilterSum;
import io.arenite.engine.kernel.KernelOperations.LaneSum;
import io.arenite.engine.kernel.KernelOperations.LongExtreme;
import io.arenite.engine.kernel.KernelOperations.LongSum;
import io.arenite.engine.kernel.KernelOperations.Product;
import io.arenite.engine.kernel.KernelOperations.SameFilterSum;

/// What the kernels answer with until their vector class is hot, whichever class the entry points choose here.
final class ColdOperations {
    private ColdOperations() {}

    static void addTo(KernelOperations to) {
        to.add(
                "cold sum",
                (LaneSum) SumKernel.Cold::run,
                SumKernel.Scalar::run,
                (f, c, r) -> f.run(c.left, c.at(), c.rows, c.lane0, r.lanes()));
        to.add(
                "cold sum product",
                (Product) SumProductKernel.Cold::run,
                SumProductKernel.Scalar::run,
                (f, c, r) -> f.run(c.left, c.at(), c.right, c.at(), c.rows, c.lane0, r.lanes()));
        to.add(
                "cold sum product long",
                (Product) SumProductLongKernel.Cold::run,
                SumProductLongKernel.Scalar::run,
                (f, c, r) -> f.run(c.left, c.at(), c.longRight, c.at(), c.rows, c.lane0, r.lanes()));
        to.add(
                "cold long sum",
                (LongSum) LongSumKernel.Cold::run,
                LongSumKernel.Scalar::run,
                (f, c, r) -> f.run(c.longLeft, c.at(), c.rows, r.sum()));
        to.add(
                "cold filter sum",
                (FilterSum) FilterSumKernel.Cold::run,
                FilterSumKernel.Scalar::run,
                (f, c, r) -> f.run(c.left, c.at(), c.lo, c.hi, c.right, c.at(), c.rows, c.lane0, r.lanes()));
        to.add(
                "cold filter sum same",
                (SameFilterSum) FilterSumKernel.Cold::run,
                FilterSumKernel.Scalar::run,
                (f, c, r) -> f.run(c.left, c.at(), c.lo, c.hi, c.rows, c.lane0, r.lanes()));
        to.add(
                "cold filter count",
                (FilterCount) FilterSumKernel.Cold::count,
                FilterSumKernel.Scalar::count,
                (f, c, r) -> r.add(f.run(c.left, c.at(), c.lo, c.hi, c.rows)));
        to.addExtreme("cold min", MinMaxKernel.Cold::min, MinMaxKernel.Scalar::min);
        to.addExtreme("cold max", MinMaxKernel.Cold::max, MinMaxKernel.Scalar::max);
        for (long order : new long[] {LongMinMaxKernel.SIGNED, LongMinMaxKernel.UNSIGNED}) {
            to.add(
                    "cold long min " + order,
                    (LongExtreme) LongMinMaxKernel.Cold::min,
                    LongMinMaxKernel.Scalar::min,
                    (f, c, r) -> r.add(f.run(order, c.longLeft, c.at(), c.rows)));
            to.add(
                    "cold long max " + order,
                    (LongExtreme) LongMinMaxKernel.Cold::max,
                    LongMinMaxKernel.Scalar::max,
                    (f, c, r) -> r.add(f.run(order, c.longLeft, c.at(), c.rows)));
        }
    }
}
