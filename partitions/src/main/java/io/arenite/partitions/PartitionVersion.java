package io.arenite.partitions;

import java.util.concurrent.atomic.AtomicLong;

/// The rows of a partition between two folds: a main run, a late run, and the marks that say how much of both
/// each snapshot sees. Row positions never change within a version, so statistics and orders are cached here
/// and die with it.
///
/// 1. A version is published by a volatile write to [Partition#version], with its first mark in place.
/// 2. A snapshot of commit C uses the newest version whose first commit is not after C. Older versions hang
///    from newer ones until no live commit lies in their time; then the link is cut and the blocks are
///    released.
final class PartitionVersion {
    private static final AtomicLong LAST_NUMBER = new AtomicLong();

    /// Stands for this version where a reference would keep it alive.
    final long number = LAST_NUMBER.incrementAndGet();

    private final MainRun main;
    volatile RowRun late;
    private volatile PartitionVersion older;
    private volatile Marks marks;
    /// Written before the version's first mark is published.
    private long firstCommit;

    private volatile StatisticsSlots statistics;
    private volatile LateOrder lateOrder;

    PartitionVersion(MainRun main) {
        this.main = main;
    }

    /// @param late null where it has no late rows
    static PartitionVersion after(PartitionVersion old, MainRun main, long mainRows, RowRun late, long commit) {
        PartitionVersion version = first(main, mainRows, commit);
        version.late = late;
        version.marks = Marks.first(commit, mainRows, late == null ? 0 : late.rows);
        version.older = old;
        return version;
    }

    /// A version that begins with published rows.
    static PartitionVersion first(MainRun main, long mainRows, long commit) {
        PartitionVersion version = new PartitionVersion(main);
        version.firstCommit = commit;
        version.marks = Marks.first(commit, mainRows, 0);
        return version;
    }

    MainRun main() {
        return main;
    }

    long firstCommit() {
        return firstCommit;
    }

    void mark(long commit, long mainRows, long lateRows, LiveCommits live) {
        Marks current = marks;
        if (current == null) {
            firstCommit = commit;
            marks = Marks.first(commit, mainRows, lateRows);
            return;
        }
        Marks added = current.add(commit, mainRows, lateRows, live);
        if (added != current) {
            marks = added;
        }
    }

    Marks marks() {
        return marks;
    }

    /// The version that a snapshot of that commit sees, or null if it is gone: the snapshot is closed.
    PartitionVersion at(long commit) {
        PartitionVersion version = this;
        while (version != null && version.firstCommit > commit) {
            version = version.older;
        }
        return version;
    }

    /// Takes a version that nobody needs any more out of the chain that begins here.
    void unlink(PartitionVersion dead) {
        PartitionVersion version = this;
        while (version != null && version.older != dead) {
            version = version.older;
        }
        if (version != null) {
            version.older = dead.older;
        }
    }

    /// Gives up the writer's references to the blocks.
    void release() {
        main.release();
        RowRun lateRun = late;
        if (lateRun != null) {
            lateRun.release();
        }
    }

    StatisticsSlots statistics() {
        StatisticsSlots slots = statistics;
        if (slots == null) {
            synchronized (this) {
                slots = statistics;
                if (slots == null) {
                    slots = new StatisticsSlots(main.table().schema.columnCount());
                    statistics = slots;
                }
            }
        }
        return slots;
    }

    /// Cached by the number of late rows; two readers may compute it at once and both be right.
    LateOrder lateOrder(Block mainBlock, long mainRows, Block lateBlock, int lateRows) {
        LateOrder cached = lateOrder;
        if (cached == null || cached.lateRows() != lateRows) {
            cached = LateOrder.of(mainBlock, mainRows, lateBlock, lateRows);
            lateOrder = cached;
        }
        return cached;
    }
}
