package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a database of 100 GB in 10,000 partitions costs whoever opens it: memory for its partitions, not
/// for its bytes, and a column of one symbol is all that reading it touches.
@Tag("slow")
final class LargeDatabaseTest {
    @TempDir
    private Path folder;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @Test
    void opensWithLittleMemoryAndReadsWhatIsAskedFor() throws Exception {
        assertThat(LargeDatabase.create(folder.resolve("db"))).isGreaterThan(100_000_000_000L);
        ChildJvm.Outcome outcome = ChildJvm.run(
                folder.toFile(),
                LargeDatabase.class.getName(),
                List.of(folder.resolve("db").toString()));
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        String[] words = outcome.output().lines().toList().getLast().split(" ");
        System.out.println("large database: milliseconds to open=" + words[0] + ", resident kilobytes=" + words[1]
                + ", mapped kilobytes=" + words[4]);
        assertThat(words[2]).isEqualTo(Integer.toString((LargeDatabase.DAYS + 1) * LargeDatabase.SYMBOLS));
        assertThat(Double.parseDouble(words[3]))
                .isEqualTo(LargeDatabase.PRICE * LargeDatabase.ROWS * LargeDatabase.DAYS);
        assertThat(Long.parseLong(words[1])).as("kilobytes").isLessThan(200_000);
        long columnKilobytes = 8L * LargeDatabase.ROWS * LargeDatabase.DAYS / 1024;
        assertThat(Long.parseLong(words[4])).isBetween(columnKilobytes, columnKilobytes * 3 / 2);
    }
}
