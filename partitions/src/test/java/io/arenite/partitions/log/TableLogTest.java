package io.arenite.partitions.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The records of these logs are (commit, bucket).
class TableLogTest {
    private static final LogOptions SMALL_FILES = new LogOptions(SyncMode.commit(), 200, 1L << 20);

    private final FailingFiles files = new FailingFiles();
    private final MemoryPool pool = MemoryPool.onDemand(MemoryOptions.defaults());
    private final MemoryAccount account = pool.account("log");
    private final LogSync sync = new LogSync("test");
    private final List<Long> read = new ArrayList<>();
    private DamagePolicy policy = DamagePolicy.REFUSE;

    @TempDir
    private Path folder;

    @AfterEach
    void nothingLeaks() {
        sync.close();
        pool.close();
        LeakCheck.assertNoLeaks();
    }

    @Test
    void goesOnWhereItEnded() {
        try (TableLog log = open(LogOptions.of(SyncMode.commit()))) {
            append(log, 1, 0);
            append(log, 2, 0);
            append(log, 3, 0);
        }
        try (TableLog log = open(LogOptions.of(SyncMode.none()))) {
            assertThat(read).containsExactly(1L, 2L, 3L);
            assertThat(log.report().cut()).isEmpty();
            append(log, 4, 0);
            append(log, 5, 0);
        }
        try (TableLog log = open(LogOptions.of(SyncMode.interval()))) {
            assertThat(read).containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(log.nextSequence()).isEqualTo(6);
            assertThat(log.report().records()).isEqualTo(5);
            assertThat(log.totalBytes())
                    .isEqualTo(5 * 32)
                    .isEqualTo(log.report().bytes());
        }
        assertThat(names()).containsExactly("00000000000000000001.log", "00000000000000000004.log");
    }

    @Test
    void filesRotateAndGoInOrderWhenTheyAreCovered() {
        try (TableLog log = open(SMALL_FILES)) {
            for (long commit = 1; commit <= 30; commit++) {
                append(log, commit, commit <= 20 ? commit / 10 : 2);
            }
            assertThat(names()).hasSize(5);
            assertThat(log.oldestBuckets()).containsExactly(0);
            log.covered(1, 19);
            log.covered(2, 30);
            assertThat(names()).as("the first file waits for bucket 0").hasSize(5);
            log.covered(0, 6);
            assertThat(names()).hasSize(5);
            log.covered(0, 9);
            assertThat(names()).containsExactly("00000000000000000029.log");
            assertThat(log.totalBytes()).isEqualTo(2 * 32);
            append(log, 31, 1);
        }
        try (TableLog log = open(SMALL_FILES)) {
            assertThat(read).containsExactly(29L, 30L, 31L);
            assertThat(log.nextSequence()).isEqualTo(32);
        }
    }

    @Test
    void filesThatAreCoveredWhenItOpensAreDeleted() {
        try (TableLog log = open(SMALL_FILES)) {
            for (long commit = 1; commit <= 15; commit++) {
                append(log, commit, 0);
            }
        }
        read.clear();
        try (TableLog log =
                TableLog.open(files, folder, SMALL_FILES, policy, sync, pool, account, (record, touched) -> {})) {
            assertThat(log.totalBytes()).isZero();
            append(log, 16, 0);
        }
        assertThat(names()).containsExactly("00000000000000000016.log");
    }

    @Test
    void aFileThatEndsAnywhereLosesItsUnfinishedRecordOnly() throws IOException {
        byte[] whole = write(5);
        for (int length = 0; length <= whole.length; length++) {
            Path path = onlyFile(Arrays.copyOf(whole, length));
            int complete = length / 32;
            try (TableLog log = open(SMALL_FILES)) {
                assertThat(read).as("length " + length).hasSize(complete);
                assertThat(log.report().cut()).hasSize(length % 32 == 0 ? 0 : 1);
                if (length % 32 != 0) {
                    CutTail cut = log.report().cut().getFirst();
                    assertThat(cut).isEqualTo(new CutTail(path, complete * 32L, length % 32, "record is cut off"));
                }
                append(log, complete + 1L, 0);
            }
            try (TableLog _ = open(SMALL_FILES)) {
                assertThat(read).hasSize(complete + 1);
            }
        }
    }

    @Test
    void aFlippedBitIsFoundWhereverItIs() throws IOException {
        byte[] whole = write(5);
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            Path path = onlyFile(flipped);
            long recordStart = at / 32 * 32L;
            if (at < 4 * 32) {
                assertThatThrownBy(() -> open(SMALL_FILES))
                        .as("offset " + at)
                        .isInstanceOf(CorruptFileException.class)
                        .hasMessageContaining("file=" + path + ", offset=" + recordStart);
                continue;
            }
            try (TableLog log = open(SMALL_FILES)) {
                assertThat(read).hasSize(4);
                assertThat(log.report().cut()).extracting(CutTail::offset).containsExactly(recordStart);
            }
        }
    }

    @Test
    void damageMayBePassedOverByWhoeverAsksForIt() throws IOException {
        writeFiles(20);
        Path second = folder.resolve("00000000000000000008.log");
        byte[] bytes = Files.readAllBytes(second);
        bytes[2 * 32 + 30] ^= 1;
        Files.write(second, bytes);
        assertThatThrownBy(() -> open(SMALL_FILES))
                .isInstanceOf(CorruptFileException.class)
                .hasMessage("checksum is wrong: file=" + second + ", offset=64, sequence=10");
        policy = DamagePolicy.GO_ON_BEFORE_IT;
        try (TableLog log = open(SMALL_FILES)) {
            assertThat(read)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 9).boxed().toList());
            assertThat(log.report().cut()).extracting(CutTail::file).hasSize(2);
            append(log, 10, 0);
        }
        assertThat(names())
                .containsExactly(
                        "00000000000000000001.log",
                        "00000000000000000008.log",
                        "00000000000000000008.log.damaged",
                        "00000000000000000010.log",
                        "00000000000000000015.log.damaged");
        assertThat(Files.readAllBytes(folder.resolve("00000000000000000008.log.damaged")))
                .isEqualTo(Arrays.copyOfRange(bytes, 64, bytes.length));
    }

    @Test
    void aMissingFileIsDamage() throws IOException {
        writeFiles(20);
        Files.delete(folder.resolve("00000000000000000008.log"));
        assertThatThrownBy(() -> open(SMALL_FILES))
                .isInstanceOf(CorruptFileException.class)
                .hasMessage("records are missing before this file: file=" + folder.resolve("00000000000000000015.log")
                        + ", offset=0, sequence=8");
    }

    /// Without syncs nobody was promised anything: a loss of power may take any part of what was written.
    @Test
    void aHoleInWhatWasNotSyncedIsAnUnfinishedEnd() throws IOException {
        try (TableLog log = open(new LogOptions(SyncMode.none(), 200, 1L << 20))) {
            for (long commit = 1; commit <= 20; commit++) {
                append(log, commit, 0);
            }
        }
        Path second = folder.resolve("00000000000000000008.log");
        byte[] bytes = Files.readAllBytes(second);
        Arrays.fill(bytes, 64, 96, (byte) 0);
        Files.write(second, bytes);
        try (TableLog log = open(SMALL_FILES)) {
            assertThat(read).hasSize(9);
            assertThat(log.report().cut())
                    .extracting(CutTail::toString)
                    .containsExactly(
                            "unfinished record is cut off: file=" + second + ", offset=64, bytes=160, "
                                    + "reason=record length is out of range",
                            "unfinished record is cut off: file=" + folder.resolve("00000000000000000015.log")
                                    + ", offset=0, bytes=192, reason=record 10 is missing");
            append(log, 10, 0);
        }
        try (TableLog log = open(SMALL_FILES)) {
            assertThat(read).hasSize(10);
            assertThat(log.report().cut()).isEmpty();
        }
    }

    @Test
    void aFailedWriteIsCutBackAndMayBeTriedAgain() {
        try (TableLog log = open(SMALL_FILES)) {
            append(log, 1, 0);
            files.failing.add("write");
            assertThatThrownBy(() -> append(log, 2, 7))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("No space left on device");
            assertThat(log.oldestBuckets()).containsExactly(0);
            files.failing.addAll(List.of("write", "truncate"));
            assertThatThrownBy(() -> append(log, 2, 0)).isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> append(log, 2, 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("log failed and takes no more commits until it is opened anew: directory="
                            + folder + ", reason=write failed");
        }
        try (TableLog log = open(SMALL_FILES)) {
            assertThat(read).containsExactly(1L);
            assertThat(log.report().cut()).hasSize(1);
            append(log, 2, 0);
        }
        try (TableLog _ = open(SMALL_FILES)) {
            assertThat(read).containsExactly(1L, 2L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "syncDirectory"})
    void aFileThatCannotBeMadeMayBeTriedAgain(String failing) {
        try (TableLog log = open(SMALL_FILES)) {
            files.failing.add(failing);
            assertThatThrownBy(() -> append(log, 1, 0)).isInstanceOf(StorageException.class);
            append(log, 1, 0);
        }
        try (TableLog _ = open(SMALL_FILES)) {
            assertThat(read).containsExactly(1L);
        }
    }

    @Test
    void afterAFailedSyncTheCommitIsInDoubtAndTheLogHasFailed() {
        try (TableLog log = open(SMALL_FILES)) {
            append(log, 1, 0);
            files.failing.add("sync");
            assertThatThrownBy(() -> append(log, 2, 0))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("sync failed: file=" + folder.resolve("00000000000000000001.log"))
                    .hasMessageEndingWith(", commit=2, in doubt until the database is opened anew");
            assertThatThrownBy(log::begin).isInstanceOf(IllegalStateException.class);
        }
        try (TableLog _ = open(SMALL_FILES)) {
            assertThat(read).containsExactly(1L, 2L);
        }
    }

    @Test
    void aFailedSyncInTheBackgroundFailsTheNextCommit() throws InterruptedException {
        try (TableLog log = open(LogOptions.of(SyncMode.interval(1)))) {
            append(log, 1, 0);
            files.failing.add("sync");
            List<String> errors = new ArrayList<>();
            for (long commit = 2; errors.isEmpty(); commit++) {
                Thread.sleep(1);
                try {
                    append(log, commit, 0);
                } catch (IllegalStateException e) {
                    errors.add(e.getMessage());
                }
            }
            assertThat(errors.getFirst()).contains("log failed").contains("reason=sync failed");
        }
    }

    @Test
    void anIntervalIsSyncedInTheBackground() throws InterruptedException {
        try (TableLog log = open(new LogOptions(SyncMode.interval(1), 64, 1L << 20))) {
            for (long commit = 1; commit <= 9; commit++) {
                append(log, commit, 0);
            }
            while (calls("sync 00000000000000000009.log") == 0) {
                Thread.sleep(1);
            }
            append(log, 10, 0);
        }
        assertThat(calls("sync 00000000000000000009.log"))
                .as("the last one when it closes")
                .isGreaterThan(1);
        try (TableLog _ = open(SMALL_FILES)) {
            assertThat(read).hasSize(10);
        }
    }

    @Test
    void roomThatWasTakenAheadIsNoRecord() throws IOException {
        Path path = folder.resolve("00000000000000000001.log");
        byte[] crashed;
        try (TableLog log = open(LogOptions.of(SyncMode.commit()))) {
            append(log, 1, 0);
            append(log, 2, 0);
            crashed = Files.readAllBytes(path);
            assertThat(crashed).hasSize(32 + (1 << 20));
            assertThat(log.totalBytes()).isEqualTo(64);
        }
        assertThat(path.toFile()).hasSize(64);
        onlyFile(crashed);
        try (TableLog log = open(LogOptions.of(SyncMode.commit()))) {
            assertThat(read).containsExactly(1L, 2L);
            assertThat(log.report().cut()).isEmpty();
            assertThat(path.toFile()).hasSize(64);
        }
        crashed[40] = 1;
        onlyFile(crashed);
        try (TableLog log = open(LogOptions.of(SyncMode.commit()))) {
            assertThat(read).containsExactly(1L);
            assertThat(log.report().cut()).extracting(CutTail::bytes).containsExactly(1L << 20);
        }
    }

    @Test
    void aDiskWithoutRoomAheadStillTakesTheRecord() {
        try (TableLog log = open(LogOptions.of(SyncMode.commit()))) {
            files.passing = 1;
            files.failing.add("write");
            append(log, 1, 0);
            assertThat(files.failing).isEmpty();
            append(log, 2, 0);
        }
        try (TableLog log = open(SMALL_FILES)) {
            assertThat(read).containsExactly(1L, 2L);
            assertThat(log.report().cut()).isEmpty();
        }
    }

    @Test
    void nothingIsSyncedInModeNone() {
        try (TableLog log = open(LogOptions.of(SyncMode.none()))) {
            append(log, 1, 0);
            append(log, 2, 0);
        }
        assertThat(files.calls).noneMatch(call -> call.startsWith("sync 0"));
    }

    @Test
    void isFullUntilWhatKeepsItsFilesIsCovered() {
        try (TableLog log = open(new LogOptions(SyncMode.none(), 64, 128))) {
            for (long commit = 1; commit <= 4; commit++) {
                assertThat(log.isFull()).isFalse();
                append(log, commit, 5);
            }
            assertThat(log.isFull()).isTrue();
            assertThat(log.oldestBuckets()).containsExactly(5);
            log.covered(5, 2);
            assertThat(log.isFull()).isFalse();
            assertThat(log.totalBytes()).isEqualTo(64);
        }
    }

    @Test
    void aFileThatCannotBeDeletedIsDeletedLater() {
        try (TableLog log = open(SMALL_FILES)) {
            for (long commit = 1; commit <= 10; commit++) {
                append(log, commit, 0);
            }
            files.failing.add("delete");
            assertThatThrownBy(() -> log.covered(0, 7)).isInstanceOf(StorageException.class);
            assertThat(names()).hasSize(2);
            log.covered(0, 7);
            assertThat(names()).hasSize(1);
        }
    }

    @Test
    void aRecordThatIsTakenBackWasNeverThere() {
        try (TableLog log = open(SMALL_FILES)) {
            for (long commit = 1; commit <= 7; commit++) {
                append(log, commit, 0);
            }
            assertThat(log.oldestBuckets()).as("the file is full").containsExactly(0);
            log.takeBack();
            append(log, 70, 0);
            append(log, 71, 0);
            log.takeBack();
        }
        try (TableLog log = open(SMALL_FILES)) {
            assertThat(read).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 70L);
            assertThat(log.report().cut()).isEmpty();
        }
    }

    private TableLog open(LogOptions options) {
        read.clear();
        return TableLog.open(files, folder, options, policy, sync, pool, account, (record, touched) -> {
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

    /// The bytes of a log of one file.
    private byte[] write(int records) throws IOException {
        try (TableLog log = open(LogOptions.of(SyncMode.commit()))) {
            for (int commit = 1; commit <= records; commit++) {
                append(log, commit, 0);
            }
        }
        return Files.readAllBytes(folder.resolve("00000000000000000001.log"));
    }

    private void writeFiles(int records) {
        try (TableLog log = open(SMALL_FILES)) {
            for (int commit = 1; commit <= records; commit++) {
                append(log, commit, 0);
            }
        }
        assertThat(names())
                .containsExactly("00000000000000000001.log", "00000000000000000008.log", "00000000000000000015.log");
    }

    private Path onlyFile(byte[] bytes) throws IOException {
        for (String name : names()) {
            Files.delete(folder.resolve(name));
        }
        return Files.write(folder.resolve("00000000000000000001.log"), bytes);
    }

    private List<String> names() {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private long calls(String call) {
        synchronized (files.calls) {
            return files.calls.stream().filter(call::equals).count();
        }
    }
}
