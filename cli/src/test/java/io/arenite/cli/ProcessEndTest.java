package io.arenite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessEndTest {
    @Test
    void aThreadThatFailsBecauseTheProcessEndsSaysNothing() throws Exception {
        ChildJvm child = ChildJvm.run(List.of(), "", FailingThreads.class.getName());
        assertThat(child.exitCode()).isEqualTo(3);
        assertThat(child.err())
                .startsWith("Exception in thread \"early\" java.lang.IllegalStateException: early\n")
                .doesNotContain("late");
    }

    @Test
    void aProcessThatWorksIsNotEnding() {
        assertThat(ProcessEnd.hasBegun()).isFalse();
    }
}
