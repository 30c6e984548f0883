package io.arenite.partitions;

/// How much of a partition a snapshot sees, told without a lease. Filled again and again by [MainRows#look].
///
/// While [#version] and [#lateRows] stay the same, positions keep their rows and new rows come after all others: a main
/// row is never older than what was published before it. A fold or a drop makes another version; late rows move the
/// positions after them.
public final class PartitionExtent {
    long version;
    long mainRows;
    long lateRows;

    void fill(PartitionVersion seen, long commit) {
        Marks marks = seen.marks();
        int place = marks.find(commit);
        version = seen.number;
        mainRows = marks.mainRows(place);
        lateRows = marks.lateRows(place);
    }

    /// A number that no other version of any partition of this process has; never 0.
    public long version() {
        return version;
    }

    public long lateRows() {
        return lateRows;
    }

    /// Main and late rows.
    public long rows() {
        return mainRows + lateRows;
    }
}
