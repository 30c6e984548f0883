package io.arenite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An embedder who passes no JVM flags still opens, appends and queries, and is told once what is missing.
final class NoFlagsTest {

    private static final String EXPECTED = "200000\n11.0\n200000\n";

    private static final String EXPECTED_DURABLE = "10000\n49995000\n";

    @Test
    void worksOnScalarKernelsAndSaysOnceWhichFlagsAreMissing() throws Exception {
        ChildJvm child = ChildJvm.run(List.of(), "", NoFlagsProgram.class.getName());
        assertThat(child.exitCode()).as(child.err()).isZero();
        assertThat(child.out()).isEqualTo(EXPECTED + EXPECTED);
        List<String> ours = child.err()
                .lines()
                .filter(line -> line.contains("missing flag"))
                .toList();
        assertThat(ours).as(child.err()).hasSize(1);
        assertThat(ours.getFirst()).contains("--add-modules=jdk.incubator.vector");
        assertThat(child.err()).doesNotContain("Exception");
    }

    @Test
    void saysNothingWithTheFlags() throws Exception {
        ChildJvm child = ChildJvm.run(ChildJvm.launcherFlags(), "", NoFlagsProgram.class.getName());
        assertThat(child.exitCode()).as(child.err()).isZero();
        assertThat(child.out()).isEqualTo(EXPECTED + EXPECTED);
        assertThat(child.err()).doesNotContain("missing flag").doesNotContain("restricted method");
    }

    @Test
    void aDatabaseOnDiskWorksWithoutFlags(@TempDir Path folder) throws Exception {
        ChildJvm child = ChildJvm.run(List.of(), "", NoFlagsDurableProgram.class.getName(), folder + "/db");
        assertThat(child.exitCode()).as(child.err()).isZero();
        assertThat(child.out()).isEqualTo(EXPECTED_DURABLE);
        assertThat(child.err()).doesNotContain("Exception");
    }

    @Test
    void aDatabaseOnDiskSaysNothingWithTheFlags(@TempDir Path folder) throws Exception {
        ChildJvm child =
                ChildJvm.run(ChildJvm.launcherFlags(), "", NoFlagsDurableProgram.class.getName(), folder + "/db");
        assertThat(child.exitCode()).as(child.err()).isZero();
        assertThat(child.out()).isEqualTo(EXPECTED_DURABLE);
        assertThat(child.err().lines().filter(line -> !line.contains("incubator")))
                .isEmpty();
    }

    @Test
    void aDatabaseInMemoryLoadsNothingOfTheLogs() throws Exception {
        List<String> flags = new ArrayList<>(ChildJvm.launcherFlags());
        flags.add("-Xlog:class+load:stderr");
        ChildJvm child = ChildJvm.run(flags, "", NoFlagsProgram.class.getName());
        assertThat(child.exitCode()).isZero();
        assertThat(child.err().lines().filter(line -> line.contains("io.arenite.partitions.TableStore")))
                .isNotEmpty();
        assertThat(child.err()
                        .lines()
                        .filter(line -> line.contains("openhft") || line.contains("partitions.log.Record")))
                .isEmpty();
    }
}
