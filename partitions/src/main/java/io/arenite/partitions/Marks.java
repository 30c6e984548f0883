package io.arenite.partitions;

import java.util.Arrays;

/// How many rows a partition version had at which commit, back to the oldest live snapshot: a ring of
/// (commit, main rows, late rows), oldest first. One writer, many readers without locks.
///
/// Assumptions:
/// 1. Commits are added in ascending order, by one thread at a time.
/// 2. A reader asks for the commit of a snapshot that is live for as long as it reads.
/// 3. The live commits that the writer passes include that of every live snapshot older than the mark added.
///
/// Guarantees:
/// 1. A mark leaves the ring at its old end only when the next one is not above the oldest live commit, so the answer
/// to
///    any live commit, and every mark after it, stay where they are.
/// 2. A reader walks from the newest mark down to its answer and touches no other: no slot that it reads is written
///    meanwhile.
/// 3. A full ring is replaced by one that keeps just the marks that answer some live commit: a ring is at most four
///    times as large as there are live snapshots, however long one is held.
final class Marks {
    private static final int FIELDS = 3;
    private static final int FIRST_CAPACITY = 4;

    private final long[] ring;
    private final int capacity;
    private long head;
    private volatile long tail;

    private Marks(int capacity) {
        this.capacity = capacity;
        ring = new long[capacity * FIELDS];
    }

    static Marks first(long commit, long mainRows, long lateRows) {
        Marks marks = new Marks(FIRST_CAPACITY);
        marks.put(commit, mainRows, lateRows);
        return marks;
    }

    /// Adds a mark.
    ///
    /// @return this, or the ring that replaces it
    Marks add(long commit, long mainRows, long lateRows, LiveCommits live) {
        long oldest = live.oldest();
        while (tail - head > 1 && ring[at(head + 1)] <= oldest) {
            head++;
        }
        if (tail - head < capacity()) {
            put(commit, mainRows, lateRows);
            return this;
        }
        Marks replacement = compact(live);
        replacement.put(commit, mainRows, lateRows);
        return replacement;
    }

    private Marks compact(LiveCommits live) {
        long[] kept = new long[(int) (tail - head) * FIELDS];
        int count = 0;
        for (long mark = head; mark < tail; mark++) {
            long until = mark + 1 < tail ? ring[at(mark + 1)] : Long.MAX_VALUE;
            if (live.anyIn(ring[at(mark)], until)) {
                System.arraycopy(ring, at(mark), kept, count * FIELDS, FIELDS);
                count++;
            }
        }
        Marks compacted = new Marks(Math.max(FIRST_CAPACITY, Integer.highestOneBit(count + 1) * 4));
        System.arraycopy(kept, 0, compacted.ring, 0, count * FIELDS);
        compacted.tail = count;
        return compacted;
    }

    /// The place of the newest mark that is not after `commit`; -1 if there is none.
    int find(long commit) {
        long newest = tail;
        long oldest = Math.max(0, newest - capacity());
        for (long mark = newest - 1; mark >= oldest; mark--) {
            int place = at(mark);
            if (ring[place] <= commit) {
                return place;
            }
        }
        return -1;
    }

    long mainRows(int place) {
        return place < 0 ? 0 : ring[place + 1];
    }

    long lateRows(int place) {
        return place < 0 ? 0 : ring[place + 2];
    }

    int capacity() {
        return capacity;
    }

    private void put(long commit, long mainRows, long lateRows) {
        long mark = tail;
        int place = at(mark);
        ring[place] = commit;
        ring[place + 1] = mainRows;
        ring[place + 2] = lateRows;
        tail = mark + 1;
    }

    private int at(long mark) {
        return (int) (mark & capacity - 1) * FIELDS;
    }

    @Override
    public String toString() {
        return "Marks[head=" + head + ", tail=" + tail + ", ring=" + Arrays.toString(ring) + "]";
    }
}
