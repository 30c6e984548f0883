package io.arenite.engine.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
    private abstract static class Counting implements WorkerPool.Work {
        final AtomicInteger left = new AtomicInteger(1000);
        volatile boolean stopped;

        @Override
        public void stop() {
            stopped = true;
        }
    }

    @Test
    void allWorkIsDoneWhenTheCallReturns() {
        try (var pool = new WorkerPool(4)) {
            for (int i = 0; i < 200; i++) {
                var done = new AtomicInteger();
                var work = new Counting() {
                    @Override
                    public void run() {
                        while (left.getAndDecrement() > 0) {
                            done.incrementAndGet();
                        }
                    }
                };
                pool.run(work, 3);
                assertThat(done).hasValue(1000);
            }
        }
    }

    @Test
    void aFailureStopsTheOthersAndReachesTheCaller() {
        try (var pool = new WorkerPool(3)) {
            var work = new Counting() {
                @Override
                public void run() {
                    if (left.getAndDecrement() == 1000) {
                        throw new IllegalStateException("one failed");
                    }
                }
            };
            assertThatThrownBy(() -> pool.run(work, 2)).hasMessage("one failed");
            assertThat(work.stopped).isTrue();
        }
    }

    @Test
    void theCallerDoesNotWaitForBusyHelpers() throws InterruptedException {
        try (var pool = new WorkerPool(2)) {
            var held = new CountDownLatch(1);
            var begun = new CountDownLatch(2);
            var hog = new Counting() {
                @Override
                public void run() {
                    begun.countDown();
                    try {
                        held.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            };
            Thread other = Thread.ofPlatform().start(() -> pool.run(hog, 1));
            begun.await();
            var runs = new AtomicInteger();
            pool.run(
                    new Counting() {
                        @Override
                        public void run() {
                            runs.incrementAndGet();
                        }
                    },
                    1);
            assertThat(runs).hasValue(1);
            held.countDown();
            other.join();
        }
    }
}
