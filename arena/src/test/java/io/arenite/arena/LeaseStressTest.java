package io.arenite.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs [LeaseStress] in one JVM configuration: jcstress's own choice of seventy takes eight minutes on two cores.
@Tag("slow")
class LeaseStressTest {

    @Test
    void leasesKeepTheirProtocol(@TempDir Path folder) {
        List<String> arguments = new ArrayList<>(List.of("-t", LeaseStress.class.getName(), "-r", "report"));
        arguments.addAll(List.of("-m", "quick", "-sc", "false", "-v", "-jvmArgs", "-XX:+UseSerialGC"));
        ChildJvm.Outcome outcome = ChildJvm.run(folder, "org.openjdk.jcstress.Main", arguments);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("(Results: 7 planned; 7 passed, 0 failed, 0 soft errs, 0 hard errs)");
        for (Class<?> test : List.of(
                LeaseStress.AcquireVersusLastRelease.class,
                LeaseStress.AcquireVersusLastClose.class,
                LeaseStress.AcquireVersusAcquireOfTheDead.class,
                LeaseStress.AcquireVersusCloseAndAcquire.class,
                LeaseStress.ShareVersusClose.class,
                LeaseStress.CloseVersusClose.class,
                LeaseStress.CloseVersusRelease.class)) {
            assertThat(outcome.output()).contains("[OK] " + test.getCanonicalName());
        }
    }
}
