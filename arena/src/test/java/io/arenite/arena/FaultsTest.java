package io.arenite.arena;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -1, 42, -42, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void widensWithTheSign(int value) {
        assertThat(Faults.widen(value)).isEqualTo(value);
    }

    /// A mapped file that somebody else truncates is an error in whatever reads it, compiled too, and not the end of
    /// the process.
    @Test
    void truncatedFilesAreErrors() {
        ChildJvm.Outcome outcome = ChildJvm.run(
                "true",
                List.of("-Xbatch", "-XX:-CreateCoredumpOnCrash"),
                Truncates.class,
                folder.resolve("a.arrow").toString());
        assertThat(outcome.output()).contains("longs: error", "ints: error", "copy: error", "then: 0");
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    /// Runs in the child.
    static final class Truncates {

        private static final int ROWS = 1 << 12;
        private static final long BYTES = 8L * ROWS;
        private static final long[] HEAP = new long[ROWS];

        private Truncates() {}

        private interface Reader {
            long read(MemorySegment mapped);
        }

        public static void main(String[] arguments) {
            FileLayer files = FileLayer.system();
            try (MemoryPool pool = MemoryPool.create(MemoryOptions.defaults());
                    OpenFile file = files.create(Path.of(arguments[0]))) {
                file.truncate(BYTES);
                Arena arena = file.map(pool, "a", pool.account("trades"), 0);
                List<Reader> readers = List.of(Truncates::longs, Truncates::ints, Truncates::copy);
                for (Reader reader : readers) {
                    for (int i = 0; i < 2_000; i++) {
                        reader.read(arena.segment());
                    }
                }
                file.truncate(100);
                System.out.println("longs: " + outcome(Truncates::longs, arena.segment()));
                System.out.println("ints: " + outcome(Truncates::ints, arena.segment()));
                System.out.println("copy: " + outcome(Truncates::copy, arena.segment()));
                file.truncate(BYTES);
                System.out.println("then: " + outcome(Truncates::longs, arena.segment()));
                arena.release();
            }
        }

        private static String outcome(Reader reader, MemorySegment mapped) {
            try {
                return Long.toString(reader.read(mapped));
            } catch (InternalError e) {
                return "error";
            }
        }

        private static long longs(MemorySegment mapped) {
            long sum = 0;
            for (long at = 0; at < BYTES; at += 8) {
                sum += mapped.get(JAVA_LONG, at);
            }
            return sum;
        }

        private static long ints(MemorySegment mapped) {
            long sum = 0;
            for (long at = 0; at < BYTES; at += 4) {
                sum += Faults.widen(mapped.get(JAVA_INT, at));
            }
            return sum;
        }

        private static long copy(MemorySegment mapped) {
            MemorySegment.copy(mapped, JAVA_LONG, 0, HEAP, 0, ROWS);
            return HEAP[ROWS - 1];
        }
    }
}
