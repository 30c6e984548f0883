package io.arenite.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.engine.ChildProgram;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The warm-up in processes of their own, because the tests' own process has it switched off.
class KernelWarmUpTest {
    @Test
    @Tag("slow")
    void kernelsAnswerAlikeBeforeAndAfter() throws Exception {
        assertThat(child()).containsExactly("before: scalar", "after: vector", "same: true");
    }

    @Test
    void offMeansVectorAtOnce() throws Exception {
        assertThat(child("-Darenite.warmup=off")).containsExactly("before: vector", "after: vector", "same: true");
    }

    @Test
    void withoutAnOptimizingCompilerTheScalarKernelsStay() throws Exception {
        assertThat(child("-XX:TieredStopAtLevel=1")).containsExactly("before: scalar", "after: scalar", "same: true");
    }

    @Test
    void everyKernelHasAStage() {
        WarmUpStages.all(new WarmUpRows()).forEach(stage -> stage.operations().forEach(Runnable::run));
        assertThat(Simd.initializedVectorKernels()).containsAll(KernelEquivalenceTest.VECTOR_KERNELS);
    }

    private static List<String> child(String... flags) throws Exception {
        return ChildProgram.run(WarmUpProgram.class, List.of(flags));
    }
}
