package io.arenite.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.Faults;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every kernel equals its scalar specification to the bit, on every vector width that this machine has and without
/// the vector module, and it was the vector class that ran. `-Darenite.seed=N` repeats a run.
class KernelEquivalenceTest {
    /// The kernels that have a `Vector` class.
    static final List<String> VECTOR_KERNELS = List.of(
            "CompareKernel",
            "ConvertKernel",
            "DoubleArithmeticKernel",
            "FilterSumKernel",
            "LongArithmeticKernel",
            "LongFilterSumKernel",
            "LongMinMaxKernel",
            "LongSignKernel",
            "LongSumKernel",
            "LongSumProductKernel",
            "MinMaxKernel",
            "RangeKernel",
            "SelectKernel",
            "SumKernel",
            "SumProductKernel",
            "SumProductLongKernel",
            "SymbolSetKernel");

    private static final String MODULE = "--add-modules=jdk.incubator.vector";
    private static final long SEED = Long.getLong("arenite.seed", System.nanoTime());

    private static long nativeDigest;

    @BeforeAll
    static void runHere() {
        System.out.println("kernel workload: -Darenite.seed=" + SEED);
        var workload = new KernelWorkload(SEED);
        workload.runAll();
        nativeDigest = workload.digest();
        assertThat(workload.comparisons()).isGreaterThan(10_000);
    }

    @Test
    void theVectorClassesRanHere() {
        assertThat(Simd.ENABLED)
                .as("the build's own tests run with the vector module")
                .isTrue();
        assertThat(Simd.vectorBits()).isGreaterThanOrEqualTo(128);
        assertThat(Simd.initializedVectorKernels()).containsExactlyInAnyOrderElementsOf(VECTOR_KERNELS);
        assertThat(Simd.missingFlagsMessage()).isNull();
    }

    @Test
    @Tag("slow")
    void vectorsOf256Bits() throws Exception {
        Run run = runChild(MODULE, "-XX:UseAVX=2");
        assertThat(run).isEqualTo(new Run(nativeDigest, Math.min(256, Simd.vectorBits()), VECTOR_KERNELS));
    }

    @Test
    @Tag("slow")
    void vectorsOf128Bits() throws Exception {
        Run run = runChild(MODULE, "-XX:MaxVectorSize=16");
        assertThat(run).isEqualTo(new Run(nativeDigest, 128, VECTOR_KERNELS));
    }

    @Test
    void noVectorModule() throws Exception {
        assertThat(runChild()).isEqualTo(new Run(nativeDigest, 0, List.of()));
    }

    @Test
    void scalarByChoice() throws Exception {
        assertThat(runChild(MODULE, "-Darenite.scalar=true")).isEqualTo(new Run(nativeDigest, 0, List.of()));
    }

    private record Run(long digest, int bits, List<String> kernels) {}

    private static Run runChild(String... flags) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", classPath(), KernelWorkload.class.getName(), Long.toString(SEED)));
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor(5, TimeUnit.MINUTES)).isTrue();
        Matcher line = Pattern.compile("digest=(\\p{XDigit}+) bits=(\\d+) kernels=\\[(.*)]")
                .matcher(output);
        assertThat(line.find()).as(output).isTrue();
        List<String> kernels =
                line.group(3).isEmpty() ? List.of() : List.of(line.group(3).split(", "));
        return new Run(Long.parseUnsignedLong(line.group(1), 16), Integer.parseInt(line.group(2)), kernels);
    }

    private static String classPath() {
        return String.join(
                File.pathSeparator, location(Faults.class), location(Simd.class), location(KernelWorkload.class));
    }

    private static String location(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }
}
