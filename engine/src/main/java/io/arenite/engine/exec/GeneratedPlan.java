package io.arenite.engine.exec;

import io.arenite.engine.generate.GeneratedLoops;
import io.arenite.engine.generate.LoopTicket;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The generated loops of one compiled plan: one for each set of columns that have nulls, lowered when first met.
/// Shared by all workers.
final class GeneratedPlan {
    /// Columns beyond it do not fit the bits of a variant's key.
    static final int MOST_COLUMNS = 62;

    /// Blocks that a loop may give back, for values out of its range, before it has to be right half of the time.
    private static final int PATIENCE = 16;

    private final int keyColumn;
    private final ConcurrentHashMap<Long, Variant> variants = new ConcurrentHashMap<>();
    private final AtomicLong rows = new AtomicLong();

    /// One loop, or the finding that there is none.
    static final class Variant {
        final LoweredLoop lowered;
        private volatile LoopTicket ticket;
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicInteger givenBack = new AtomicInteger();

        Variant(LoweredLoop lowered) {
            this.lowered = lowered;
        }

        boolean exists() {
            return lowered != null;
        }

        LoopTicket ticket() {
            LoopTicket present = ticket;
            if (present == null || present.isEvicted()) {
                present = GeneratedLoops.of(lowered.shape());
                ticket = present;
            }
            return present;
        }

        /// Whether most blocks hold values that the loop cannot compute with.
        boolean isHopeless() {
            return givenBack.get() > PATIENCE + done.get();
        }

        void count(boolean success) {
            (success ? done : givenBack).incrementAndGet();
        }
    }

    GeneratedPlan(int keyColumn) {
        this.keyColumn = keyColumn;
    }

    /// Whether to look for a loop for the next `count` rows.
    boolean isWorthLooking(long count) {
        return GeneratedLoops.isWorthLooking(0) || GeneratedLoops.isWorthLooking(rows.addAndGet(count));
    }

    /// The loop for rows of this partition.
    Variant variant(CompiledAggregate plan, PartitionInput input) {
        Variant present = variants.get(input.nullableColumns());
        return present != null
                ? present
                : variants.computeIfAbsent(input.nullableColumns(), nullable -> lower(plan, nullable));
    }

    /// The loop for partitions without nulls.
    Variant variant(CompiledAggregate plan) {
        return variants.computeIfAbsent(0L, nullable -> lower(plan, nullable));
    }

    private Variant lower(CompiledAggregate plan, long nullable) {
        int[] columns = plan.program().columns();
        if (columns.length > MOST_COLUMNS) {
            return new Variant(null);
        }
        LoweredLoop lowered = LoopLowering.lower(
                plan, keyColumn, column -> (nullable >>> Arrays.binarySearch(columns, column) & 1) != 0);
        return new Variant(lowered != null && LoopLanes.fits(lowered) ? lowered : null);
    }
}
