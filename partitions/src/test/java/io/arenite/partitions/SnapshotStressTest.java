package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs [SnapshotStress] in one JVM configuration.
@Tag("slow")
class SnapshotStressTest {

    @Test
    void snapshotsKeepTheirProtocol(@TempDir Path folder) {
        List<String> arguments = new ArrayList<>(List.of("-t", SnapshotStress.class.getName(), "-r", "report"));
        arguments.addAll(List.of("-m", "quick", "-sc", "false", "-v", "-jvmArgs", "-XX:+UseSerialGC"));
        ChildJvm.Outcome outcome = ChildJvm.run(folder.toFile(), "org.openjdk.jcstress.Main", arguments);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("(Results: 7 planned; 7 passed, 0 failed, 0 soft errs, 0 hard errs)");
        for (Class<?> test : List.of(
                SnapshotStress.SnapshotVersusCommit.class,
                SnapshotStress.SnapshotVersusTwoCommits.class,
                SnapshotStress.SnapshotVersusFold.class,
                SnapshotStress.CloseVersusFold.class,
                SnapshotStress.SnapshotVersusDrop.class,
                SnapshotStress.OpenVersusGrowth.class,
                SnapshotStress.CloseVersusCloseOfADroppedTable.class)) {
            assertThat(outcome.output()).contains("[OK] " + test.getCanonicalName());
        }
    }
}
