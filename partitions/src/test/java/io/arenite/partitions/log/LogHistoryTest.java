package io.arenite.partitions.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.SimulatedFiles;
import io.arenite.arena.file.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random histories of a log on a simulated disk: sessions in all modes that append, seal, fail, are killed
/// or lose power. Whatever happens, what is read next is a run of commits without a hole that has all that
/// was promised and nothing that was refused. `-Darenite.seed` repeats a history.
class LogHistoryTest {
    private static final int HISTORIES = 400;
    private static final Path FOLDER = Path.of("/db/log");
    /// So long that only the test syncs.
    private static final long INTERVAL_MILLIS = 1_000_000_000;

    private final MemoryPool pool = MemoryPool.onDemand(MemoryOptions.defaults());
    private final MemoryAccount account = pool.account("log");
    private final LogSync sync = new LogSync("test");

    private Random random;
    private SimulatedFiles files;

    /// Commits are numbered from 1 and each is in the log once.
    private long lastAcknowledged;

    /// What a loss of power must not take.
    private long lastOnDisk;

    /// What the process that comes next must find.
    private long lastToBeFound;

    /// A commit whose sync failed: it may be there or not.
    private long inDoubt;

    /// A segment has all up to here.
    private long covered;

    @AfterEach
    void nothingLeaks() {
        sync.close();
        pool.close();
        LeakCheck.assertNoLeaks();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void keepsWhatItPromised(int round) {
        Long only = Long.getLong("arenite.seed");
        for (int i = 0; i < (only == null ? HISTORIES : 1); i++) {
            long seed = only == null ? System.nanoTime() * 31 + round * 1_000L + i : only;
            try {
                run(seed);
            } catch (Throwable e) {
                throw new AssertionError("failed with -Darenite.seed=" + seed, e);
            }
        }
    }

    private void run(long seed) {
        random = new Random(seed);
        files = SimulatedFiles.create();
        files.createDirectories(FOLDER);
        lastAcknowledged = 0;
        lastOnDisk = 0;
        lastToBeFound = 0;
        inDoubt = 0;
        covered = 0;
        for (int session = 0; session < 5; session++) {
            session();
        }
    }

    private void session() {
        SyncMode mode = switch (random.nextInt(3)) {
            case 0 -> SyncMode.none();
            case 1 -> SyncMode.interval(INTERVAL_MILLIS);
            default -> SyncMode.commit();
        };
        LogOptions options = new LogOptions(mode, 40 + random.nextInt(400), 1L << 20);
        List<Long> read = new ArrayList<>();
        TableLog log = open(options, read);
        while (log == null) {
            log = open(options, read);
        }
        check(read, mode);
        int steps = random.nextInt(30);
        for (int i = 0; i < steps; i++) {
            step(log, mode);
        }
        end(log);
    }

    /// Null where the disk fails, which it does once.
    private TableLog open(LogOptions options, List<Long> read) {
        read.clear();
        try {
            return TableLog.open(
                    files, FOLDER, options, DamagePolicy.REFUSE, sync, pool, account, (record, touched) -> {
                        long commit = record.readNumber();
                        read.add(commit);
                        if (commit > covered) {
                            touched.touch(0, commit);
                        }
                    });
        } catch (StorageException e) {
            assertThat(e).hasMessageContaining("failed");
            return null;
        }
    }

    private void check(List<Long> read, SyncMode mode) {
        for (int i = 1; i < read.size(); i++) {
            assertThat(read.get(i)).isEqualTo(read.get(i - 1) + 1);
        }
        long last = read.isEmpty() ? covered : read.getLast();
        if (!read.isEmpty()) {
            assertThat(read.getFirst()).isLessThanOrEqualTo(covered + 1);
        }
        assertThat(last).isGreaterThanOrEqualTo(Math.max(covered, lastToBeFound));
        assertThat(last).isLessThanOrEqualTo(Math.max(lastAcknowledged, inDoubt));
        lastAcknowledged = last;
        lastOnDisk = mode instanceof SyncMode.None ? Math.min(lastOnDisk, last) : last;
        inDoubt = 0;
    }

    private void step(TableLog log, SyncMode mode) {
        switch (random.nextInt(12)) {
            case 0 -> syncWritten(log, mode);
            case 1 -> seal(log);
            case 2 ->
                files.failNext(
                        SimulatedFiles.Operation.values()[random.nextInt(SimulatedFiles.Operation.values().length)],
                        random.nextInt(3),
                        random.nextBoolean() ? StorageException.ENOSPC : StorageException.EIO);
            default -> append(log, mode);
        }
    }

    private void append(TableLog log, SyncMode mode) {
        long commit = lastAcknowledged + 1;
        if (inDoubt != 0) {
            return;
        }
        try {
            log.begin().writeNumber(commit).writeText("x".repeat(random.nextInt(60)));
            log.touch(0);
            log.append(commit);
            lastAcknowledged = commit;
            if (mode instanceof SyncMode.Commit) {
                lastOnDisk = commit;
            }
        } catch (StorageException e) {
            inDoubt = e.getMessage().contains("in doubt") ? commit : 0;
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("takes no more commits until it is opened anew");
        }
    }

    private void syncWritten(TableLog log, SyncMode mode) {
        if (mode instanceof SyncMode.Interval) {
            log.syncWritten();
            try {
                log.begin();
                lastOnDisk = lastAcknowledged;
            } catch (IllegalStateException | StorageException e) {
                assertThat(e).hasMessageMatching("(?s)(log failed|create|delete|sync).*");
            }
        }
    }

    /// A segment is on disk only after what it has is so in the log.
    private void seal(TableLog log) {
        try {
            log.sync();
            lastOnDisk = lastAcknowledged;
            covered += random.nextLong(lastAcknowledged - covered + 1);
            log.covered(0, covered);
        } catch (StorageException | IllegalStateException e) {
            assertThat(e).hasMessageMatching("(?s).*(failed).*");
        }
    }

    private void end(TableLog log) {
        SimulatedFiles next = files;
        lastToBeFound = lastAcknowledged;
        switch (random.nextInt(3)) {
            case 0 -> {}
            case 1 -> next = files.kill();
            default -> {
                next = files.powerLoss(random);
                lastToBeFound = lastOnDisk;
            }
        }
        try {
            log.close();
        } catch (StorageException e) {
            assertThat(e).hasMessageContaining("failed");
        }
        files = next;
    }
}
