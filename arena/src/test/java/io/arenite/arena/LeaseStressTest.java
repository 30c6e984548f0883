package io.arenite.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class LeaseStressTest {

    @Test
    void leasesKeepTheirProtocol(@TempDir Path folder) {
        ChildJvm.Outcome outcome = ChildJvm.run(
                "true",
                List.of(),
                folder.toFile(),
                "org.openjdk.jcstress.Main",
                "-m",
                "quick",
                "-t",
                LeaseStress.class.getName(),
                "-r",
                folder.toString());
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output())
                .contains("AcquireVersusLastRelease", "AcquireVersusLastClose", "ShareVersusClose")
                .contains("CloseVersusClose", "CloseVersusRelease")
                .containsPattern("[1-9]\\d* passed, 0 failed, 0 soft errs, 0 hard errs");
    }
}
