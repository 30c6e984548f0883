package io.arenite.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
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

    @Test
    void worksForAsLongAsItWaited() {
        var msRead = new AtomicLong();
        var pause = new WarmUpPause(Duration.ofMillis(20)) {
            @Override
            long nowNs() {
                return Duration.ofMillis(msRead.incrementAndGet()).toNanos();
            }
        };
        pause.begin();
        pause.queryBegins();
        pause.stepAside();
        long waitedMs = msRead.get();
        assertThat(waitedMs).isGreaterThanOrEqualTo(20);
        for (long ms = waitedMs + 1; ms < 2 * waitedMs - 1; ms++) {
            pause.stepAside();
            assertThat(msRead).hasValue(ms);
        }
    }
}
