package io.arenite.partitions.log;

import java.util.Arrays;

/// The buckets that a record has rows of.
final class TouchedBuckets {
    private long[] starts = new long[16];
    private int count;

    void clear() {
        count = 0;
    }

    void add(long bucketStartNs) {
        if (count > 0 && starts[count - 1] == bucketStartNs) {
            return;
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
        }
        starts[count++] = bucketStartNs;
    }

    /// The record is in that file.
    void touch(LogFile file, long commit) {
        for (int i = 0; i < count; i++) {
            file.touch(starts[i], commit);
        }
    }
}
