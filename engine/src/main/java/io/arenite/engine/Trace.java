package io.arenite.engine;

import java.util.concurrent.atomic.LongAdder;

/// What a query did, for `explain()` and tests: filled by [Engine#execute] when one is passed. Counts are sums over
/// all worker threads.
public final class Trace {
    /// What is counted.
    public enum Counter {
        PARTITIONS,
        PARTITIONS_PRUNED,
        /// Answered by the cache: no row was read.
        PARTITIONS_REUSED,
        /// Answered by the cache and the rows that it had not seen.
        PARTITIONS_EXTENDED,
        BLOCKS_PRUNED,
        BLOCKS_FROM_STATISTICS,
        BLOCKS_SCANNED,
        ROWS_SCANNED,
        MORSELS
    }

    private final LongAdder[] counters = new LongAdder[Counter.values().length];
    private volatile String tier = "";

    public Trace() {
        for (int i = 0; i < counters.length; i++) {
            counters[i] = new LongAdder();
        }
    }

    public long get(Counter counter) {
        return counters[counter.ordinal()].sum();
    }

    public void add(Counter counter, long amount) {
        counters[counter.ordinal()].add(amount);
    }

    /// How blocks were computed: the name of the block loop.
    public String tier() {
        return tier;
    }

    public void tier(String name) {
        tier = name;
    }

    @Override
    public String toString() {
        var text = new StringBuilder("tier=").append(tier);
        for (Counter counter : Counter.values()) {
            text.append(", ")
                    .append(counter.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '))
                    .append('=')
                    .append(get(counter));
        }
        return text.toString();
    }
}
