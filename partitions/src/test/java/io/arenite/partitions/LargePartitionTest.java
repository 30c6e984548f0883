package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// One partition that grows to 50 M rows.
class LargePartitionTest {
    private static final int BATCH = 1 << 16;
    private static final long ROWS_KIB = 50_000_000L * 16 / 1024;
    private static final Schema SCHEMA =
            Schema.builder().timestamp("ts").int64("value").build();

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @Test
    void growsInOnePieceAndLeavesOldViewsAlone() {
        grow(300_000);
    }

    @Test
    @Tag("slow")
    void growsToFiftyMillionRowsAndGivesTheirMemoryBack() throws IOException {
        grow(100_000);
        long beforeKib = residentKib();
        grow(50_000_000);
        assertThat(residentKib() - beforeKib).as("KiB that stay").isLessThan(ROWS_KIB / 4);
    }

    private static void grow(long target) {
        try (Storage db = Storage.inMemory()) {
            TableStore table = db.createTable("t", SCHEMA, PartitionBy.NONE);
            List<PartitionView> views = new ArrayList<>();
            try (Appender rows = table.appender()) {
                ColumnBatch batch = ColumnBatch.of(SCHEMA, BATCH);
                long[] values = new long[BATCH];
                batch.longs("ts", values).longs("value", values);
                for (long count = 0; count < target; ) {
                    int added = (int) Math.min(BATCH, Math.max(1, count));
                    for (int i = 0; i < added; i++) {
                        values[i] = count + i;
                    }
                    rows.append(batch.rows(added));
                    rows.commit();
                    count += added;
                    if (Long.bitCount(count) == 1 || count >= target) {
                        try (TableSnapshot snapshot = table.snapshot()) {
                            views.add(snapshot.open(0));
                        }
                    }
                }
            }
            views.forEach(LargePartitionTest::verify);
            long pinned = table.memory().pinnedBytes();
            assertThat(pinned).isPositive();
            table.drop();
            assertThat(db.memory().pinnedBytes()).isEqualTo(pinned);
            views.forEach(PartitionView::close);
            assertThat(db.memory().committedBytes()).isZero();
        }
    }

    private static void verify(PartitionView view) {
        long ts = view.mainSlot(0).valuesOffset();
        long values = view.mainSlot(1).valuesOffset();
        for (long row = 0; row < view.rowCount(); row++) {
            long seen = view.mainSegment().get(JAVA_LONG, values + row * 8);
            if (seen != row || view.mainSegment().get(JAVA_LONG, ts + row * 8) != row) {
                throw new AssertionError("row differs: row=" + row + ", value=" + seen);
            }
        }
    }

    private static long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                .sum();
    }
}
