package io.arenite.partitions;

import java.util.Arrays;

/// What the partitions that a batch touches were before it, so that a batch that fails leaves nothing behind.
final class BulkJournal {
    private static final int FIELDS = 4;

    private Partition[] partitions = new Partition[64];
    private long[] before = new long[64 * FIELDS];
    private int count;
    private int stamp;

    void begin() {
        count = 0;
        stamp++;
    }

    /// Before the first change by this batch.
    void note(Partition partition) {
        if (partition.journalStamp == stamp) {
            return;
        }
        partition.journalStamp = stamp;
        if (count == partitions.length) {
            partitions = Arrays.copyOf(partitions, count * 2);
            before = Arrays.copyOf(before, count * 2 * FIELDS);
        }
        int at = count * FIELDS;
        before[at] = partition.mainRows();
        before[at + 1] = partition.lateRows();
        before[at + 2] = partition.lastTsNs;
        before[at + 3] = partition.unsorted ? 1 : 0;
        partitions[count++] = partition;
    }

    void undo() {
        for (int i = 0; i < count; i++) {
            int at = i * FIELDS;
            Partition partition = partitions[i];
            if (partition.main != null) {
                partition.main.rows = before[at];
            }
            if (partition.late != null) {
                partition.late.rows = before[at + 1];
            }
            partition.lastTsNs = before[at + 2];
            partition.unsorted = before[at + 3] != 0;
        }
        Arrays.fill(partitions, 0, count, null);
        count = 0;
    }
}
