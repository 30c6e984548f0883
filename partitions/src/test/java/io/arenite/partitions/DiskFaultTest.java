package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.file.SimulatedFiles;
import io.arenite.arena.file.StorageException;
import io.arenite.partitions.log.SyncMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each operation on files in turn fails, once: whoever needed it hears of it, nothing that was acknowledged
/// is lost, and the database opens afterwards and goes on.
@Tag("soak")
class DiskFaultTest {
    private static final Path DIRECTORY = Path.of("/data/db");
    private static final long SECONDS = Long.getLong("arenite.soak.seconds", 0);
    private static final int BATCHES = 24;

    private final long seed = Long.getLong("arenite.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    private SimulatedFiles files;
    private DurableOptions options;
    private long acknowledged;
    /// The last commit that failed says that it may be there after all.
    private boolean inDoubt;

    private final List<RuntimeException> told = new ArrayList<>();

    private record Fault(long operation, int errno) {}

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "commit"})
    void eachOperationFailsOnce(String mode) {
        start(mode.equals("commit") ? SyncMode.commit() : SyncMode.none());
        work();
        int operations = (int) files.operations();
        List<Fault> faults = faults(operations);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int tried = 0;
        int heard = 0;
        for (Fault fault : faults) {
            if (tried >= operations && System.nanoTime() > end) {
                break;
            }
            try {
                start(options.log().mode());
                files.failAt(fault.operation, fault.errno);
                work();
                heard += told.isEmpty() ? 0 : 1;
                told.forEach(e -> assertThat(textsOf(e)).contains(reason(fault.errno)));
                recover(mode.equals("commit") && random.nextBoolean());
                LeakCheck.assertNoLeaks();
            } catch (RuntimeException | AssertionError e) {
                told.forEach(e::addSuppressed);
                throw new AssertionError("disk fault: mode=%s, %s, seed=%d".formatted(mode, fault, seed), e);
            }
            tried++;
        }
        System.out.println(
                "disk faults: mode=" + mode + ", operations=" + operations + ", tried=" + tried + ", heard=" + heard);
        assertThat(heard).isBetween(tried / 2, tried);
    }

    /// Each operation with one reason, then each with the other.
    private List<Fault> faults(int operations) {
        List<Fault> first = new ArrayList<>();
        List<Fault> second = new ArrayList<>();
        for (long operation = 0; operation < operations; operation++) {
            boolean isFull = random.nextBoolean();
            first.add(new Fault(operation, isFull ? StorageException.ENOSPC : StorageException.EIO));
            second.add(new Fault(operation, isFull ? StorageException.EIO : StorageException.ENOSPC));
        }
        first.addAll(second);
        return first;
    }

    /// The disk is full for a while.
    @Test
    void aFullDiskHasRoomAgain() {
        for (int round = 0; round < 20; round++) {
            try {
                start(SyncMode.commit());
                files.limit(random.nextInt(60_000));
                work();
                told.forEach(e -> assertThat(textsOf(e)).contains("No space left on device"));
                files.limit(1 << 30);
                recover(random.nextBoolean());
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("full disk: round=%d, seed=%d".formatted(round, seed), e);
            }
        }
    }

    private void start(SyncMode mode) {
        files = SimulatedFiles.create();
        files.createDirectories(DIRECTORY.getParent());
        options = DurableOptions.defaults()
                .withSync(mode)
                .withSealAfterMillis(0)
                .withSealOnClose(false)
                .withLogBytes(1_500, 12_000);
        acknowledged = 0;
        inDoubt = false;
        told.clear();
    }

    /// Two lives of a database, with seals, late rows and several log files. Whoever is told of a failure
    /// tries once more, then gives up.
    private void work() {
        for (int life = 0; life < 2; life++) {
            long until = (life + 1L) * BATCHES / 2;
            try (Storage db = open()) {
                TableStore table = db.tableNames().isEmpty()
                        ? db.createTable("trades", NumberedBatches.SCHEMA, PartitionBy.DAY)
                        : db.table("trades");
                if (inDoubt) {
                    long batches = NumberedBatches.check(table);
                    assertThat(batches).isBetween(acknowledged, acknowledged + 1);
                    acknowledged = batches;
                    inDoubt = false;
                }
                while (acknowledged < until) {
                    commitOrRetry(table);
                    if (acknowledged % 5 == 4) {
                        seal(table);
                    }
                }
            } catch (StorageException | IllegalStateException e) {
                told.add(e);
            }
        }
    }

    private void commitOrRetry(TableStore table) {
        try {
            NumberedBatches.appendAndCommit(table, acknowledged);
        } catch (StorageException | IllegalStateException e) {
            told.add(e);
            inDoubt |= textsOf(e).contains("in doubt");
            assertThat(NumberedBatches.check(table)).as("after a failed commit").isEqualTo(acknowledged);
            NumberedBatches.appendAndCommit(table, acknowledged);
            assertThat(NumberedBatches.check(table)).as("after the next").isEqualTo(acknowledged + 1);
        }
        inDoubt = false;
        acknowledged++;
    }

    private void seal(TableStore table) {
        try {
            table.seal();
        } catch (StorageException | IllegalStateException e) {
            told.add(e);
        }
    }

    private void recover(boolean afterPowerLoss) {
        files = afterPowerLoss ? files.powerLoss(random) : files.kill();
        try (Storage db = open()) {
            if (db.tableNames().isEmpty()) {
                assertThat(acknowledged).isZero();
                return;
            }
            TableStore table = db.table("trades");
            long batches = NumberedBatches.check(table);
            assertThat(batches).isBetween(acknowledged, acknowledged + (inDoubt ? 1 : 0));
            assertThat(db.verify()).isEmpty();
            for (int more = 0; more < 3; more++) {
                NumberedBatches.appendAndCommit(table, batches++);
            }
            table.seal();
            assertThat(NumberedBatches.check(table)).isEqualTo(batches);
            acknowledged = batches;
        }
        try (Storage db = open()) {
            assertThat(NumberedBatches.check(db.table("trades"))).isEqualTo(acknowledged);
            assertThat(db.verify()).isEmpty();
        }
    }

    private Storage open() {
        return Storage.open(
                DIRECTORY, MemoryOptions.defaults().withReservationBytes(1L << 36), options.withFiles(files));
    }

    private static String reason(int errno) {
        return errno == StorageException.EIO ? "Input/output error" : "No space left on device";
    }

    private static String textsOf(Throwable thrown) {
        StringBuilder texts = new StringBuilder();
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            texts.append(at.getMessage()).append('\n');
        }
        return texts.toString();
    }
}
