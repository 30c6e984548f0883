package io.arenite.partitions.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.management.ThreadMXBean;
import io.arenite.arena.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Hostile files: an error that says what is wrong, or data; in bounded time and memory, and never another
/// exception.
class ArrowFuzzTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final long LIMIT_BYTES = 256L << 20;
    private static final int MUTATIONS = 20_000;
    private static final long LARGE_FILE_BYTES = 8 << 10;
    private static final long[] WORDS = {
        0,
        1,
        -1,
        2,
        7,
        8,
        0x7F,
        0x80,
        0xFF,
        0x7FFF,
        0x8000,
        0xFFFF,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1L << 32,
        1L << 40
    };

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @TestFactory
    Stream<DynamicTest> survivesFilesThatBrokeOtherReaders() throws IOException {
        Map<String, Object> verdicts = JSON.std.mapFrom(
                ArrowTestData.folder().resolve("fuzz-file-verdicts.json").toFile());
        List<Path> files = ArrowTestData.fuzzFiles();
        assertThat(files).hasSize(55);
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    ReadEverything.Outcome outcome = readWithinLimits(memory(Files.readAllBytes(file)), file);
                    Object verdict = verdicts.get(file.getFileName().toString());
                    if (outcome.error() == null && verdict.toString().startsWith("OK")) {
                        assertThat("OK " + outcome.rows()).isEqualTo(verdict);
                    }
                    if (outcome.error() != null) {
                        assertThat(outcome.error()).hasMessageContaining("file=" + file);
                    }
                }));
    }

    @Test
    void survivesDamagedFiles() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> valid = validFiles(seed);
        int refused = 0;
        for (int index = 0; index < MUTATIONS; index++) {
            byte[] bytes = valid.get(random.nextInt(valid.size())).clone();
            byte[] damaged = damage(bytes, random);
            Path name = Path.of("seed-" + seed + "-mutation-" + index);
            try {
                refused += ReadEverything.of(ArrowSource.mapped(name, memory(damaged)))
                                        .error()
                                == null
                        ? 0
                        : 1;
            } catch (RuntimeException | Error unclear) {
                throw new AssertionError("damaged file is not refused clearly: file=" + name, unclear);
            }
        }
        assertThat(refused).as("seed %d", seed).isBetween(MUTATIONS / 10, MUTATIONS);
    }

    private static ReadEverything.Outcome readWithinLimits(MemorySegment bytes, Path file) {
        return assertTimeoutPreemptively(LIMIT, () -> {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            ReadEverything.Outcome outcome = ReadEverything.of(ArrowSource.mapped(file, bytes));
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(LIMIT_BYTES);
            return outcome;
        });
    }

    /// Small golden files and streams of all kinds, and our own.
    private static List<byte[]> validFiles(long seed) {
        List<byte[]> files = new ArrayList<>(OwnFiles.bytes(seed, 20));
        try {
            for (Path json : ArrowTestData.goldenCases()) {
                for (String ending : List.of(".arrow_file", ".stream")) {
                    Path path =
                            json.resolveSibling(json.getFileName().toString().replace(".json.gz", ending));
                    if (Files.size(path) < LARGE_FILE_BYTES) {
                        files.add(Files.readAllBytes(path));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /// Some of: bytes flipped, words replaced by numbers that are often wrong, a range copied elsewhere, the
    /// end cut off.
    private static byte[] damage(byte[] bytes, Random random) {
        MemorySegment segment = MemorySegment.ofArray(bytes);
        for (int change = random.nextInt(4); change >= 0; change--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> {
                    if (at + 8 <= bytes.length) {
                        int aligned = at & -4;
                        long word = WORDS[random.nextInt(WORDS.length)];
                        if (random.nextBoolean()) {
                            segment.set(ValueLayout.JAVA_INT_UNALIGNED, aligned, (int) word);
                        } else {
                            segment.set(ValueLayout.JAVA_LONG_UNALIGNED, Math.min(aligned, bytes.length - 8), word);
                        }
                    }
                }
                case 2 -> bytes[at] = (byte) random.nextInt(256);
                default -> {
                    int length = random.nextInt(Math.min(64, bytes.length - at));
                    System.arraycopy(bytes, at, bytes, random.nextInt(bytes.length - length), length);
                }
            }
        }
        return random.nextInt(10) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    /// Aligned, so that columns are read in place.
    private static MemorySegment memory(byte[] bytes) {
        return MemorySegment.ofArray(new long[bytes.length / 8 + 1])
                .asSlice(0, bytes.length)
                .copyFrom(MemorySegment.ofArray(bytes));
    }
}
