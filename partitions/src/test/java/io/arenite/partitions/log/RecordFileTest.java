package io.arenite.partitions.log;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
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
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
    private final FailingFiles files = new FailingFiles();
    private final MemoryPool pool = MemoryPool.onDemand(MemoryOptions.defaults());
    private final MemoryAccount account = pool.account("records");

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = folder.resolve("records");
    }

    @AfterEach
    void nothingLeaks() {
        pool.close();
        LeakCheck.assertNoLeaks();
    }

    @Test
    void readsNumbersAndTextsAsTheyWereWritten() {
        long seed = Long.getLong("arenite.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        List<Long> numbers = new ArrayList<>(List.of(0L, -1L, 63L, 64L, -64L, -65L, Long.MIN_VALUE, Long.MAX_VALUE));
        List<String> texts = new ArrayList<>(List.of("", "AAPL", "é", "€", "\uD83D\uDE00", "\uD800", "\0x"));
        for (int i = 0; i < 2_000; i++) {
            numbers.add(random.nextLong() >> random.nextInt(64));
            texts.add(random.ints(random.nextInt(20), 0, 0x10000)
                    .collect(StringBuilder::new, (text, each) -> text.append((char) each), StringBuilder::append)
                    .toString());
        }
        try (RecordFile file = RecordFile.create(files, path, new RecordBuffer(pool, account))) {
            RecordBuffer record = file.begin();
            numbers.forEach(record::writeNumber);
            file.append();
            file.begin();
            texts.forEach(record::writeText);
            file.append();
        }
        List<Object> read = new ArrayList<>();
        RecordFile.read(files, path, pool, account, record -> {
            for (int i = 0; i < numbers.size() && read.size() < numbers.size(); i++) {
                read.add(record.readNumber());
            }
            while (record.hasMore()) {
                read.add(record.readText());
            }
        });
        List<Object> written = new ArrayList<>(numbers);
        written.addAll(texts);
        assertThat(read).as("seed " + seed).isEqualTo(written);
    }

    @Test
    void aFileThatEndsAnywhereLosesItsUnfinishedRecordOnly() throws IOException {
        List<Long> ends = write(6);
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length <= whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            int cutAt = length;
            long complete = ends.stream().filter(end -> end <= cutAt).count();
            assertThat(openAndRead()).as("length " + length).hasSize((int) complete);
            assertThat(Files.size(path)).isEqualTo(complete == 0 ? 0 : ends.get((int) complete - 1));
        }
    }

    @Test
    void aFlippedBitIsFoundWhereverItIs() throws IOException {
        List<Long> ends = write(4);
        byte[] whole = Files.readAllBytes(path);
        long lastStart = ends.get(2);
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            Files.write(path, flipped);
            if (at >= lastStart) {
                assertThat(openAndRead()).as("offset " + at).hasSize(3);
                continue;
            }
            int place = at;
            long recordStart = ends.stream()
                    .filter(end -> end <= place)
                    .reduce((left, right) -> right)
                    .orElse(0L);
            assertThatThrownBy(this::openAndRead)
                    .as("offset " + at)
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining("file=" + path + ", offset=" + recordStart);
            assertThat(Files.readAllBytes(path)).isEqualTo(flipped);
        }
    }

    @Test
    void zerosAndForeignBytesAtTheEndAreCutOff() throws IOException {
        long end = write(3).getLast();
        byte[] whole = Files.readAllBytes(path);
        for (int fill : new int[] {0, 1, 0x7f, 0xff}) {
            byte[] longer = Arrays.copyOf(whole, whole.length + 5000);
            Arrays.fill(longer, whole.length, longer.length, (byte) fill);
            Files.write(path, longer);
            assertThat(openAndRead()).hasSize(3);
            assertThat(Files.size(path)).isEqualTo(end);
        }
    }

    @Test
    void aFailedWriteIsCutBackAndMayBeTriedAgain() {
        try (RecordFile file = RecordFile.create(files, path, new RecordBuffer(pool, account))) {
            file.begin().writeNumber(1);
            file.append();
            file.begin().writeNumber(2);
            files.failing.add("write");
            assertThatThrownBy(file::append)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("No space left on device");
            assertThat(path.toFile()).hasSize(file.sizeBytes());
            file.append();
        }
        assertThat(openAndRead()).containsExactly(1L, 2L);
    }

    @Test
    void aFailedSyncEndsTheFile() {
        try (RecordFile file = RecordFile.create(files, path, new RecordBuffer(pool, account))) {
            file.begin().writeNumber(1);
            files.failing.add("sync");
            assertThatThrownBy(file::append).isInstanceOf(StorageException.class);
            assertThatThrownBy(file::begin)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("file=" + path + ", reason=sync failed");
        }
    }

    @Test
    void aRecordMayBeLargerThanWhatIsReadAtOnce() {
        long bytes = (3L << 20) + 5;
        try (RecordFile file = RecordFile.create(files, path, new RecordBuffer(pool, account))) {
            for (int i = 0; i < 3; i++) {
                RecordBuffer record = file.begin().writeNumber(i);
                long at = record.reserve(bytes);
                record.segment().asSlice(at, bytes).fill((byte) i);
                file.append();
            }
        }
        List<Long> seen = new ArrayList<>();
        RecordFile.read(files, path, pool, account, record -> {
            long number = record.readNumber();
            assertThat(record.readBytes(bytes).get(JAVA_BYTE, bytes - 1)).isEqualTo((byte) number);
            assertThat(record.hasMore()).isFalse();
            assertThatThrownBy(() -> record.readBytes(1)).isInstanceOf(CorruptFileException.class);
            assertThatThrownBy(record::readByte).isInstanceOf(CorruptFileException.class);
            seen.add(number);
        });
        assertThat(seen).containsExactly(0L, 1L, 2L);
    }

    /// Records of different lengths.
    ///
    /// @return where each ends
    private List<Long> write(int count) {
        List<Long> ends = new ArrayList<>();
        try (RecordFile file = RecordFile.create(files, path, new RecordBuffer(pool, account))) {
            for (int i = 1; i <= count; i++) {
                file.begin().writeNumber(i).writeText("x".repeat(i * 3));
                file.append();
                ends.add(file.sizeBytes());
            }
        }
        assertThat(path.toFile()).hasSize(ends.getLast());
        return ends;
    }

    private List<Long> openAndRead() {
        List<Long> numbers = new ArrayList<>();
        RecordFile.open(files, path, pool, account, record -> numbers.add(record.readNumber()))
                .close();
        return numbers;
    }
}
