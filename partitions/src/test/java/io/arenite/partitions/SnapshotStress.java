package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.arenite.arena.MemoryOptions;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// The protocol of snapshots under jcstress; [SnapshotStressTest] runs it.
///
/// The last number of each result is what the table still holds at the end, retired versions or arenas: always none.
public final class SnapshotStress {
    private static final Storage DB = Storage.inMemory(MemoryOptions.defaults());
    private static final Schema SCHEMA =
            Schema.builder().timestamp("ts").int64("value").build();
    private static final AtomicLong NUMBER = new AtomicLong();
    private static final int REFUSED = -1;

    private SnapshotStress() {}

    /// A table with one committed row, of value 1 and time 10.
    static class OneRow {
        final TableStore table = DB.createTable("t" + NUMBER.incrementAndGet(), SCHEMA, PartitionBy.NONE);
        final Appender rows = table.appender();

        OneRow() {
            table.lateRowsBeforeFold = 0;
            rows.at(10).int64(1).append();
            rows.commit();
        }

        /// How many rows a snapshot has, all of value 1; 100 and more where it contradicts itself.
        static int count(TableSnapshot snapshot) {
            try (PartitionView view = snapshot.open(0)) {
                int count = (int) snapshot.rowCount();
                boolean same = view.rowCount() == count && snapshot.partition(0).rowCount(snapshot) == count;
                for (long row = 0; row < view.mainRowCount(); row++) {
                    same &= view.mainSegment().get(JAVA_LONG, view.mainSlot(1).valuesOffset() + row * 8) == 1;
                }
                for (long row = 0; row < view.lateRowCount(); row++) {
                    same &= view.lateSegment().get(JAVA_LONG, view.lateSlot(1).valuesOffset() + row * 8) == 1;
                }
                return same ? count : 100 + count;
            }
        }

        int countNow() {
            try (TableSnapshot snapshot = table.snapshot()) {
                return count(snapshot);
            } catch (IllegalStateException e) {
                return REFUSED;
            }
        }

        int dropAndCountArenas() {
            if (!table.isDropped()) {
                table.drop();
            }
            rows.close();
            return (int) table.memory().arenas();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "before the commit")
    @Outcome(id = "3, 0", expect = ACCEPTABLE, desc = "after the commit")
    public static class SnapshotVersusCommit extends OneRow {
        @Actor
        public void reader(II_Result result) {
            result.r1 = countNow();
        }

        @Actor
        public void writer() {
            rows.at(11).int64(1).append();
            rows.at(12).int64(1).append();
            rows.commit();
        }

        @Arbiter
        public void after(II_Result result) {
            result.r2 = dropAndCountArenas();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "before the commits")
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "between them")
    @Outcome(id = "3, 0", expect = ACCEPTABLE, desc = "after them")
    public static class SnapshotVersusTwoCommits extends OneRow {
        @Actor
        public void reader(II_Result result) {
            result.r1 = countNow();
        }

        @Actor
        public void writer() {
            rows.at(11).int64(1).append();
            rows.commit();
            rows.at(12).int64(1).append();
            rows.commit();
        }

        @Arbiter
        public void after(II_Result result) {
            result.r2 = dropAndCountArenas();
        }
    }

    /// The row is late, and the commit folds it.
    @JCStressTest
    @State
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "before the fold")
    @Outcome(id = "2, 0, 0", expect = ACCEPTABLE, desc = "after the fold")
    public static class SnapshotVersusFold extends OneRow {
        @Actor
        public void reader(III_Result result) {
            result.r1 = countNow();
        }

        @Actor
        public void writer() {
            rows.at(1).int64(1).append();
            rows.commit();
        }

        @Arbiter
        public void after(III_Result result) {
            result.r2 = table.stats().retired();
            result.r3 = dropAndCountArenas();
        }
    }

    /// Closing the last snapshot of a version while the writer retires it: one of both releases it.
    @JCStressTest
    @State
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "released once")
    public static class CloseVersusFold extends OneRow {
        private final TableSnapshot snapshot = table.snapshot();

        @Actor
        public void reader(III_Result result) {
            result.r1 = count(snapshot);
            snapshot.close();
        }

        @Actor
        public void writer() {
            rows.at(1).int64(1).append();
            rows.commit();
        }

        @Arbiter
        public void after(III_Result result) {
            result.r2 = table.stats().retired();
            result.r3 = dropAndCountArenas();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "snapshot in time")
    @Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "refused")
    public static class SnapshotVersusDrop extends OneRow {
        @Actor
        public void reader(II_Result result) {
            result.r1 = countNow();
        }

        @Actor
        public void dropper() {
            table.drop();
        }

        @Arbiter
        public void after(II_Result result) {
            result.r2 = dropAndCountArenas();
        }
    }

    /// A block is replaced by a larger one under a reader.
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the row is in both")
    public static class OpenVersusGrowth extends OneRow {
        private final TableSnapshot snapshot = table.snapshot();

        @Actor
        public void reader(II_Result result) {
            result.r1 = count(snapshot);
        }

        @Actor
        public void writer() {
            for (int i = 0; i < 300; i++) {
                rows.at(11).int64(2).append();
            }
            rows.commit();
        }

        @Arbiter
        public void after(II_Result result) {
            snapshot.close();
            result.r2 = dropAndCountArenas();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "the last one released it")
    public static class CloseVersusCloseOfADroppedTable extends OneRow {
        private final TableSnapshot one = table.snapshot();
        private final TableSnapshot other = one.retain();

        public CloseVersusCloseOfADroppedTable() {
            table.drop();
            rows.close();
        }

        @Actor
        public void one(III_Result result) {
            result.r1 = count(one);
            one.close();
        }

        @Actor
        public void other(III_Result result) {
            result.r2 = count(other);
            other.close();
        }

        @Arbiter
        public void after(III_Result result) {
            result.r3 = (int) table.memory().arenas();
        }
    }
}
