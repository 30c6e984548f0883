package io.arenite.bench.kernel;

import io.arenite.bench.Ratio;
import io.arenite.bench.Rounds;
import io.arenite.bench.peer.CKernels;
import java.lang.invoke.MethodHandle;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/// How fast the kernels are against the same loop in C and against the read bandwidth, all measured in the same run.
public final class KernelRatios {
    private KernelRatios() {}

    /// Measures all kernels over so many rows, handing each figure on as it is known.
    ///
    /// @param peers null where there is no C compiler
    public static void run(int rows, CKernels peers, Consumer<Ratio> out) {
        try (var data = new KernelData(rows)) {
            for (KernelCase kernel : KernelCase.all(data, peers)) {
                kernel.check(KernelCase.expected(kernel.name(), data));
                if (peers == null) {
                    double us = Rounds.median(Rounds.timeUs(kernel.ours())[0]);
                    out.accept(new Ratio(kernel.name(), rows, us, Double.NaN, 0, "nothing: no gcc"));
                } else {
                    double[][] us = Rounds.timeUs(kernel.ours(), kernel.peer(), readBandwidth(peers, data, rows));
                    out.accept(Ratio.of(kernel.name(), rows, us[0], us[1], 1, "gcc"));
                    out.accept(Ratio.of(kernel.name(), rows, us[0], us[2], kernel.columns(), "read bandwidth"));
                }
            }
        }
    }

    /// Reads one column of `rows` 64-bit values.
    private static DoubleSupplier readBandwidth(CKernels peers, KernelData data, int rows) {
        MethodHandle read = peers.read();
        return () -> {
            try {
                return (double) (long) read.invokeExact(data.price(), (long) rows);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        };
    }
}
