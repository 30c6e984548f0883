package io.arenite.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WarmUpPauseTest {
    @Test
    void queriesAreNotCountedWhileNothingWarmsUp() {
        var pause = new WarmUpPause(Duration.ofMillis(1));
        assertThat(pause.queryBegins()).isFalse();
        pause.begin();
        assertThat(pause.queryBegins()).isTrue();
        pause.end();
        assertThat(pause.queryBegins()).isFalse();
    }

    @Test
    void doesNotWaitForNothing() {
        var pause = new WarmUpPause(Duration.ofMillis(1));
        pause.begin();
        assertThat(pause.stepAside()).isTrue();
        pause.queryBegins();
        pause.queryEnds();
        assertThat(pause.stepAside()).isTrue();
    }

    @Test
    void waitsForTheQueriesThatRun() throws InterruptedException {
        var pause = new WarmUpPause(Duration.ofDays(1));
        pause.begin();
        pause.queryBegins();
        var isIdle = new AtomicBoolean();
        Thread warmUp = Thread.ofPlatform().start(() -> isIdle.set(pause.stepAside()));
        while (warmUp.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        pause.queryEnds();
        warmUp.join();
        assertThat(isIdle).isTrue();
    }

    @Test
    void doesNotWaitForLongQueriesToEnd() {
        var pause = new WarmUpPause(Duration.ofMillis(1));
        pause.begin();
        pause.queryBegins();
        assertThat(pause.stepAside()).isFalse();
    }
}
