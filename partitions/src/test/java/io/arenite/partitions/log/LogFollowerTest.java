package io.arenite.partitions.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.FileLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The records of these logs are commit numbers; a file holds four.
class LogFollowerTest {
    private final FileLayer files = FileLayer.system();
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

    @Test
    void seesWhatIsCommittedWhileItIsWritten() {
        try (LogFollower follower = follower();
                TableLog log = open()) {
            assertThat(refresh(follower)).isTrue();
            for (long commit = 1; commit <= 30; commit++) {
                append(log, commit);
                if (commit % 7 < 3) {
                    assertThat(refresh(follower)).isTrue();
                    assertThat(read).containsExactlyElementsOf(upTo(commit));
                }
            }
        }
    }

    @Test
    void anUnfinishedRecordIsReadWhenItIsComplete() throws IOException {
        try (TableLog log = open()) {
            append(log, 1);
            append(log, 2);
        }
        Path path = folder.resolve("00000000000000000001.log");
        byte[] whole = Files.readAllBytes(path);
        try (LogFollower follower = follower()) {
            for (int length = 0; length <= whole.length; length++) {
                Files.write(path, Arrays.copyOf(whole, length));
                assertThat(refresh(follower)).isTrue();
                assertThat(read).hasSize(length / 32);
            }
        }
    }

    @Test
    void goesOnAfterFilesThatItHasReadAreGone() {
        try (LogFollower follower = follower();
                TableLog log = open()) {
            for (long commit = 1; commit <= 8; commit++) {
                append(log, commit);
            }
            assertThat(refresh(follower)).isTrue();
            log.covered(0, 8);
            assertThat(refresh(follower)).isTrue();
            append(log, 9);
            assertThat(refresh(follower)).isTrue();
            assertThat(read).containsExactlyElementsOf(upTo(9));
        }
    }

    @Test
    void saysWhereFilesThatItHasNotReadAreGone() {
        try (LogFollower follower = follower();
                TableLog log = open()) {
            append(log, 1);
            assertThat(refresh(follower)).isTrue();
            for (long commit = 2; commit <= 9; commit++) {
                append(log, commit);
            }
            log.covered(0, 8);
            assertThat(refresh(follower)).isFalse();
        }
    }

    @Test
    void aBrokenRecordBeforeOthersIsDamage() throws IOException {
        try (TableLog log = open()) {
            for (long commit = 1; commit <= 6; commit++) {
                append(log, commit);
            }
        }
        Path path = folder.resolve("00000000000000000001.log");
        byte[] bytes = Files.readAllBytes(path);
        bytes[70] ^= 1;
        Files.write(path, bytes);
        try (LogFollower follower = follower()) {
            assertThatThrownBy(() -> refresh(follower))
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessage("records are missing before this file: file="
                            + folder.resolve("00000000000000000005.log") + ", offset=0, sequence=3");
        }
    }

    private LogFollower follower() {
        return new LogFollower(files, folder, pool, account);
    }

    private boolean refresh(LogFollower follower) {
        return follower.refresh((record, touched) -> read.add(record.readNumber()));
    }

    private static List<Long> upTo(long commit) {
        return LongStream.rangeClosed(1, commit).boxed().toList();
    }

    private TableLog open() {
        LogOptions options = new LogOptions(SyncMode.none(), 128, 1L << 20);
        return TableLog.open(
                files,
                folder,
                options,
                DamagePolicy.REFUSE,
                sync,
                pool,
                account,
                (record, touched) -> touched.touch(0, record.readNumber()));
    }

    private static void append(TableLog log, long commit) {
        log.begin().writeNumber(commit);
        log.touch(0);
        log.append(commit);
    }
}
