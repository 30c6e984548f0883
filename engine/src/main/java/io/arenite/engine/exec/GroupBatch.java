package io.arenite.engine.exec;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.engine.kernel.Batch;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The batch at hand as plain arrays, for loops that go row by row: which group each row belongs to, and the
/// registers that such loops ask for, copied once a batch however many aggregates read them. Owned by one
/// worker.
final class GroupBatch {
    final BatchState state;

    /// The group of each selected row, by row.
    final int[] groups = new int[Batch.ROWS];

    private final long[][] longs;
    private final double[][] doubles;
    private final boolean[] hasLongs;
    private final boolean[] hasDoubles;

    GroupBatch(BatchState state) {
        this.state = state;
        int registers = state.registers.length;
        longs = new long[registers][];
        doubles = new double[registers][];
        hasLongs = new boolean[registers];
        hasDoubles = new boolean[registers];
    }

    /// Forgets the copies of the batch before.
    void begin() {
        Arrays.fill(hasLongs, false);
        Arrays.fill(hasDoubles, false);
    }

    /// The register's values as int64, also the bits of doubles; 0 and 1 of booleans. Null rows hold anything.
    long[] longs(int index, RegisterKind kind) {
        if (!hasLongs[index]) {
            hasLongs[index] = true;
            if (longs[index] == null) {
                longs[index] = new long[Batch.ROWS];
            }
            Register x = state.registers[index];
            if (kind == RegisterKind.BITS) {
                expand(x, state.rows, longs[index]);
            } else {
                MemorySegment.copy(x.values, JAVA_LONG_UNALIGNED, x.offset, longs[index], 0, state.rows);
            }
        }
        return longs[index];
    }

    /// The values of a register that holds float64.
    double[] doubles(int index) {
        if (!hasDoubles[index]) {
            hasDoubles[index] = true;
            if (doubles[index] == null) {
                doubles[index] = new double[Batch.ROWS];
            }
            Register x = state.registers[index];
            MemorySegment.copy(x.values, JAVA_DOUBLE_UNALIGNED, x.offset, doubles[index], 0, state.rows);
        }
        return doubles[index];
    }

    boolean isNullable(int index) {
        return state.registers[index].nullable;
    }

    boolean isValid(int index, int row) {
        return state.registers[index].isValid(row);
    }

    private static void expand(Register x, int rows, long[] out) {
        for (int first = 0; first < rows; first += Long.SIZE) {
            long word = x.values.get(JAVA_LONG_UNALIGNED, x.offset + (first >>> 3));
            int count = Math.min(rows - first, Long.SIZE);
            for (int bit = 0; bit < count; bit++) {
                out[first + bit] = word >>> bit & 1;
            }
        }
    }
}
