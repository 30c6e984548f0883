package io.arenite.engine.kernel;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/// Which implementation of the kernels this process runs: `Vector` where `jdk.incubator.vector` is in the boot
/// layer, else `Scalar`. Both give the same bits. `-Darenite.scalar=true` chooses the scalar one.
///
/// No class of this package touches the incubator module before [#ENABLED] has said that it is there.
public final class Simd {
    /// Decided once per process, so that the JIT sees a constant and drops the other branch.
    public static final boolean ENABLED = isModulePresent() && !Boolean.getBoolean("arenite.scalar");

    private static final Set<String> INITIALIZED = new ConcurrentSkipListSet<>();

    private Simd() {}

    /// Bits of the vectors in use, 0 for the scalar implementation.
    public static int vectorBits() {
        return ENABLED ? Shape.BITS : 0;
    }

    /// What to tell the user once, or null when nothing is missing.
    public static String missingFlagsMessage() {
        return isModulePresent()
                ? null
                : "scalar kernels in use: missing flag=--add-modules=jdk.incubator.vector, effect=kernels run 5 to 50"
                        + " times slower";
    }

    /// The kernels whose vector class has been initialized, which happens at its first call: tests assert with it
    /// that the vector code really ran.
    public static Set<String> initializedVectorKernels() {
        return Set.copyOf(INITIALIZED);
    }

    /// Called by the static initializer of each `Vector` class.
    static void vectorInitialized(Class<?> vectorClass) {
        INITIALIZED.add(vectorClass.getEnclosingClass().getSimpleName());
    }

    private static boolean isModulePresent() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}
