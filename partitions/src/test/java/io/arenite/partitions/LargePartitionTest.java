package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The two ends of size: one partition of 50 M rows, and ten thousand of twenty.
class LargePartitionTest {
    private static final int BATCH = 1 << 16;
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
    void growsToFiftyMillionRows() {
        grow(50_000_000);
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

    @Test
    @Tag("slow")
    void tenThousandQuietSymbolsCostPagesNotSlots() {
        ChildJvm.Outcome outcome = ChildJvm.run(new File("."), ManySymbols.class.getName(), List.of());
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(number(outcome.output(), "kilobytes")).as(outcome.output()).isLessThan(300_000);
        assertThat(number(outcome.output(), "microsPerCommit"))
                .as(outcome.output())
                .isLessThan(1_000);
        System.out.println(outcome.output().strip());
    }

    private static long number(String output, String name) {
        Matcher matcher = Pattern.compile(name + "=(\\d+)").matcher(output);
        assertThat(matcher.find()).as(output).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
