package io.arenite.engine.expr;

import io.arenite.partitions.ColumnType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A function of another language as a step of a query: it computes a value for each row of a batch.
///
/// Values lie one after the other, in the form in which the engine computes: int64 for all integers,
/// decimals (unscaled), times, dates (days) and durations; float64 for both floats; LSB bits for
/// booleans.
///
/// 1. Only one thread at a time calls it for a query: the one that asked. No lock is held meanwhile.
/// 2. It gets the rows that filters have left, and never an empty batch.
/// 3. It may be called for the same rows more than once; answers that depend on one are never kept.
public interface ForeignFunction {
    /// As `explain()` shows it.
    String name();

    /// Computes the rows of a batch.
    ///
    /// @throws RuntimeException any one ends the query with it
    void apply(Batch batch);

    /// @param rows how many
    /// @param inputs one for each operand
    /// @param output to be written, of native memory
    record Batch(int rows, List<Values> inputs, Output output) {}

    /// @param values native memory with at least `rows` values
    /// @param validity LSB bits, 0 is null; null itself if no value is null
    record Values(ColumnType type, MemorySegment values, MemorySegment validity) {}

    /// Where the results go.
    final class Output {
        private final ColumnType type;
        private final MemorySegment values;
        private final MemorySegment validity;
        private boolean hasNulls;

        public Output(ColumnType type, MemorySegment values, MemorySegment validity) {
            this.type = type;
            this.values = values;
            this.validity = validity;
        }

        public ColumnType type() {
            return type;
        }

        public MemorySegment values() {
            return values;
        }

        /// To be written only if there are nulls, and then [#setHasNulls].
        public MemorySegment validity() {
            return validity;
        }

        public void setHasNulls() {
            hasNulls = true;
        }

        public boolean hasNulls() {
            return hasNulls;
        }
    }
}
