package io.arenite.partitions.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Covered files of a log are deleted beside its writer.
class TableLogDeletionTest {
    private final FailingFiles files = new FailingFiles();
    private final MemoryPool pool = MemoryPool.onDemand(MemoryOptions.defaults());
    private final MemoryAccount account = pool.account("log");
    private final LogSync sync = new LogSync("test");
    private final List<Long> read = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void nothingLeaks() {
        sync.close();
        pool.close();
        LeakCheck.assertNoLeaks();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theWriterDoesNotWaitForADeletion(boolean isSynced) throws Exception {
        CountDownLatch deleting = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        SyncMode mode = isSynced ? SyncMode.commit() : SyncMode.none();
        try (TableLog log = open(new LogOptions(mode, 200, 1L << 20))) {
            for (long commit = 1; commit <= 10; commit++) {
                append(log, commit, 0);
            }
            files.beforeDirectorySync = () -> {
                deleting.countDown();
                awaitOrFail(written);
            };
            var covering = CompletableFuture.runAsync(() -> log.covered(0, 7));
            awaitOrFail(deleting);
            append(log, 11, 0);
            append(log, 12, 0);
            log.takeBack();
            assertThat(covering).isNotDone();
            written.countDown();
            covering.join();
            assertThat(log.totalBytes()).isEqualTo(4 * 32);
            assertThat(files.list(folder)).containsExactly("00000000000000000008.log");
        }
        try (TableLog _ = open(new LogOptions(mode, 200, 1L << 20))) {
            assertThat(read).containsExactly(8L, 9L, 10L, 11L);
        }
    }

    /// Another log may have its files by then, as after a change of columns.
    @Test
    void aClosedLogDeletesNothing() {
        LogOptions options = new LogOptions(SyncMode.none(), 200, 1L << 20);
        TableLog log = open(options);
        for (long commit = 1; commit <= 10; commit++) {
            append(log, commit, 0);
        }
        log.close();
        List<String> before = files.list(folder);
        log.covered(0, 10);
        assertThat(files.list(folder)).isEqualTo(before);
        open(options).close();
        assertThat(read).hasSize(10);
    }

    /// Where the log waits for what waits for it, the test fails instead of standing still.
    private static void awaitOrFail(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private TableLog open(LogOptions options) {
        return TableLog.open(files, folder, options, DamagePolicy.REFUSE, sync, pool, account, (record, touched) -> {
            long commit = record.readNumber();
            touched.touch(record.readNumber(), commit);
            read.add(commit);
        });
    }

    private static void append(TableLog log, long commit, long bucket) {
        log.begin().writeNumber(commit).writeNumber(bucket);
        log.touch(bucket);
        log.append(commit);
    }
}
