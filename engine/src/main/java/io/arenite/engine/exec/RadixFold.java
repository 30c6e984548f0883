package io.arenite.engine.exec;

/// Joins the partials of partitions in the one order that does not depend on which partitions are there: a radix tree
/// over (bucket, code). The sorted partitions are split at the highest bit in which their keys differ - bits of the
/// bucket first, then of the code - and the halves are folded and joined. A partition that has no rows for a group, was
/// pruned or does not exist is skipped, and the tree above the others stays as it was.
final class RadixFold {
    private final CompiledAggregate plan;
    private final long[] buckets;
    private final int[] codes;

    /// Partials to fold: entry `i` is of partition `partitions[i]`, ascending, at `slots[i][at[i]]`.
    record Entries(int[] partitions, long[][] slots, int[] at) {}

    /// @param buckets bucket starts by partition, with the sign bit flipped so that they sort as unsigned
    /// @param codes key codes by partition
    RadixFold(CompiledAggregate plan, long[] buckets, int[] codes) {
        this.plan = plan;
        this.buckets = buckets;
        this.codes = codes;
    }

    /// Folds entries `[from, to)`, at least one, into a new partial.
    long[] fold(Entries entries, int from, int to) {
        if (to - from == 1) {
            var slots = new long[plan.width()];
            System.arraycopy(entries.slots[from], entries.at[from], slots, 0, slots.length);
            return slots;
        }
        int split = split(entries.partitions, from, to);
        long[] left = fold(entries, from, split);
        long[] right = fold(entries, split, to);
        plan.combine(left, 0, right, 0);
        return left;
    }

    /// The first entry of `[from, to)` whose key has the highest differing bit set; there are at least two.
    int split(int[] partitions, int from, int to) {
        int first = partitions[from];
        int last = partitions[to - 1];
        boolean byBucket = buckets[first] != buckets[last];
        long bit = Long.highestOneBit(byBucket ? buckets[first] ^ buckets[last] : codes[first] ^ codes[last]);
        int low = from;
        int high = to - 1;
        while (low < high) {
            int middle = low + high >>> 1;
            int partition = partitions[middle];
            if (((byBucket ? buckets[partition] : codes[partition]) & bit) != 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
