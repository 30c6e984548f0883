package io.arenite.python.handle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.arena.LeakCheck;
import io.arenite.partitions.Appender;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PinTableTest {
    private static final PinLabel LABEL = PinLabel.handle("plan", null, "a plan");

    private final Handles handles = Handles.create();
    private final PinTable pins = handles.pins();

    @AfterEach
    void nothingLeaks() {
        handles.close();
        LeakCheck.assertNoLeaks();
    }

    /// What `Pin.__del__` does.
    private void letGo(int slot) {
        handles.memory().releases().set(JAVA_BYTE, slot, (byte) 1);
    }

    @Test
    void wordsThatFollowNothingAreGivenBack() {
        Schema schema = Schema.builder().timestamp("ts").build();
        var memory = new SharedMemory();
        int next = memory.takeWords().firstWord() + 2;
        memory.close();
        try (Arenite database = Arenite.inMemory()) {
            Table table = database.createTable("t", schema, PartitionBy.DAY);
            DatabaseHandle handle = DatabaseHandle.sharing(database);
            assertThatThrownBy(() -> handle.open(table, memory)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(memory.takeWords().firstWord()).isEqualTo(next);
    }

    @Test
    void whatIsLetGoIsClosedWithoutACall() throws InterruptedException {
        var closed = new CountDownLatch(1);
        int kept = pins.pin(() -> {}, LABEL);
        letGo(pins.pin(closed::countDown, LABEL));
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pins.get(kept, AutoCloseable.class)).isNotNull();
    }

    @Test
    void eachIsClosedOnceWhileManyThreadsPin() throws InterruptedException {
        var live = ConcurrentHashMap.<Integer>newKeySet();
        var wrong = new AtomicInteger();
        var closed = new Semaphore(0);
        List<Thread> threads = new ArrayList<>();
        int each = 20_000;
        for (int thread = 0; thread < 4; thread++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    int[] slot = new int[1];
                    slot[0] = pins.pin(
                            () -> {
                                if (!live.remove(slot[0])) {
                                    wrong.incrementAndGet();
                                }
                                closed.release();
                            },
                            LABEL);
                    if (!live.add(slot[0])) {
                        wrong.incrementAndGet();
                    }
                    letGo(slot[0]);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(closed.tryAcquire(4 * each, 30, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong).hasValue(0);
        assertThat(live).isEmpty();
    }

    @Test
    void aHandleOfAnotherKindIsRefused() {
        int slot = pins.pin(() -> {}, LABEL);
        assertThatThrownBy(() -> pins.get(slot, DatabaseHandle.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no such handle: slot=" + slot + ", wanted=DatabaseHandle, found=plan");
        assertThatThrownBy(() -> pins.get(slot + 1, DatabaseHandle.class))
                .hasMessage("no such handle: slot=" + (slot + 1) + ", wanted=DatabaseHandle, found=null");
        assertThatThrownBy(() -> pins.get(-1, DatabaseHandle.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noMoreThanTheMapHasRoomFor() {
        for (int pin = 0; pin < SharedMemory.PINS; pin++) {
            pins.pin(() -> {}, LABEL);
        }
        assertThatThrownBy(() -> pins.pin(() -> {}, LABEL))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("too many pins are held by Python: pins=" + SharedMemory.PINS);
    }

    @Test
    void aCacheIsAskedOnceToForgetWhatIsOld() throws InterruptedException {
        Schema schema = Schema.builder().timestamp("ts").float64("price").build();
        try (Arenite database = Arenite.inMemory()) {
            Table table = database.createTable("trades", schema, PartitionBy.NONE);
            try (TableHandle handle = DatabaseHandle.sharing(database).open(table, handles.memory())) {
                var asked = new Semaphore(0);
                pins.onEvict(asked::release);
                var label = new PinLabel("view", null, "trades.price", null, 0, 0, handle.words(), 0);
                pins.pin(() -> {}, label);
                assertThat(asked.tryAcquire(200, TimeUnit.MILLISECONDS)).isFalse();
                append(table);
                assertThat(asked.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
                append(table);
                assertThat(asked.tryAcquire(200, TimeUnit.MILLISECONDS)).isFalse();
            }
        }
    }

    @Test
    void wordsFollowTheTableAndTellThatItIsGone() {
        Schema schema = Schema.builder().timestamp("ts").float64("price").build();
        try (Arenite database = Arenite.inMemory()) {
            Table table = database.createTable("trades", schema, PartitionBy.DAY);
            append(table);
            try (TableHandle handle = DatabaseHandle.sharing(database).open(table, handles.memory())) {
                assertThat(words(handle)).containsExactly(1, 1);
                append(table);
                assertThat(words(handle)).containsExactly(2, 2);
                table.drop();
                assertThat(words(handle)).containsExactly(SharedMemory.GONE, 0);
            }
        }
    }

    private long[] words(TableHandle handle) {
        return handles.memory().words(handle.words().firstWord(), 2);
    }

    private static void append(Table table) {
        try (Appender rows = table.appender()) {
            rows.at(1).float64(1.5).append();
            rows.commit();
        }
    }
}
