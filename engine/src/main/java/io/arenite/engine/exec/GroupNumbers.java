package io.arenite.engine.exec;

import static java.lang.Double.doubleToRawLongBits;

import io.arenite.engine.kernel.Batch;

/// Numbers the groups of one or several keys densely from 0: each key has numbers of its own, and pairs of
/// these have numbers again, from the first key to the last. Owned by one worker.
final class GroupNumbers {
    private final int[] registers;
    private final RegisterKind[] kinds;
    private final KeyNumbers[] keys;

    /// `pairs[k]` numbers (group of keys 0 to k, number of key k + 1), packed by [#pair].
    private final KeyNumbers[] pairs;

    private final int[] numbers = new int[Batch.ROWS];
    private final long[] packed = new long[numbers.length];

    /// @param registers of the keys, and their kinds; not empty
    GroupNumbers(int[] registers, RegisterKind[] kinds, int most) {
        this.registers = registers;
        this.kinds = kinds;
        keys = new KeyNumbers[registers.length];
        pairs = new KeyNumbers[registers.length - 1];
        for (int k = 0; k < keys.length; k++) {
            keys[k] = new KeyNumbers(most);
        }
        for (int k = 0; k < pairs.length; k++) {
            pairs[k] = new KeyNumbers(most);
        }
    }

    int size() {
        return pairs.length == 0 ? keys[0].size() : pairs[pairs.length - 1].size();
    }

    void clear() {
        for (KeyNumbers key : keys) {
            key.clear();
        }
        for (KeyNumbers pair : pairs) {
            pair.clear();
        }
    }

    /// Writes the groups of the selected rows to the batch.
    void number(GroupBatch batch, RowMask selection) {
        int[] groups = batch.groups;
        numberKey(0, batch, selection, groups);
        for (int k = 0; k < pairs.length; k++) {
            numberKey(k + 1, batch, selection, numbers);
            int[] rows = selection.rows();
            for (int i = 0; i < selection.count; i++) {
                int row = rows[i];
                packed[row] = pair(groups[row], numbers[row]);
            }
            number(pairs[k], packed, selection, groups);
        }
    }

    private static void number(KeyNumbers key, long[] values, RowMask selection, int[] out) {
        if (selection.all) {
            key.numberAll(values, selection.count, out);
        } else {
            key.number(values, selection.rows(), selection.count, out);
        }
    }

    private void numberKey(int k, GroupBatch batch, RowMask selection, int[] out) {
        KeyNumbers key = keys[k];
        int[] rows = selection.rows();
        int count = selection.count;
        long[] values = batch.longs(registers[k], kinds[k]);
        if (kinds[k] == RegisterKind.DOUBLE) {
            for (int i = 0; i < count; i++) {
                packed[rows[i]] = canonical(values[rows[i]]);
            }
            values = packed;
        }
        if (!batch.isNullable(registers[k])) {
            number(key, values, selection, out);
            return;
        }
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            out[row] = batch.isValid(registers[k], row) ? key.numberOf(values[row]) : key.numberOfNull();
        }
    }

    /// One group for all NaN, one for both zeros.
    private static long canonical(long bits) {
        double value = Double.longBitsToDouble(bits);
        return doubleToRawLongBits(Double.isNaN(value) ? Double.NaN : value + 0.0);
    }

    /// Two numbers as one, small where both are.
    private static long pair(int left, int right) {
        return (left | right) >>> 8 == 0 ? left << 8 | right : 1L << 63 | (long) left << 32 | right;
    }

    private static int left(long pair) {
        return pair >= 0 ? (int) pair >>> 8 : (int) (pair >>> 32) & Integer.MAX_VALUE;
    }

    private static int right(long pair) {
        return pair >= 0 ? (int) pair & 255 : (int) pair;
    }

    /// Writes the key values of a group and then the bitmap of those that are null.
    void tuple(int group, long[] out, int at) {
        long nulls = 0;
        int rest = group;
        for (int k = keys.length - 1; k >= 0; k--) {
            int number = rest;
            if (k > 0) {
                long pair = pairs[k - 1].value(rest);
                number = right(pair);
                rest = left(pair);
            }
            out[at + k] = keys[k].value(number);
            nulls |= keys[k].isNull(number) ? 1L << k : 0;
        }
        out[at + keys.length] = nulls;
    }
}
