package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Appends rows of a batch, given by their numbers, to a run: one loop per column and kind of source array, so that
/// each
/// loop stays simple and its memory access monomorphic.
final class RunGather {
    private ColumnBatch batch;
    private Object[] columns;
    private boolean[] mayHaveNulls = new boolean[0];
    private long[] timestamps = new long[0];

    void begin(ColumnBatch source, Object[] values, TableLayout layout) {
        batch = source;
        columns = values;
        mayHaveNulls = new boolean[layout.slotCount];
        for (int slot = 1; slot < layout.slotCount; slot++) {
            mayHaveNulls[slot] = source.mayHaveNulls(layout.columnOfSlot[slot]);
        }
    }

    void end() {
        batch = null;
        columns = null;
    }

    /// The timestamps of a chunk, from 0.
    long[] timestamps(Object source, int from, int count) {
        if (timestamps.length < count) {
            timestamps = new long[count];
        }
        if (source instanceof long[] array) {
            System.arraycopy(array, from, timestamps, 0, count);
        } else {
            MemorySegment.copy((MemorySegment) source, JAVA_LONG_UNALIGNED, from * 8L, timestamps, 0, count);
        }
        return timestamps;
    }

    /// Appends rows `base + order[start..end)`.
    void append(RowRun run, int[] order, int start, int end, int base) {
        TableLayout table = run.table;
        int count = end - start;
        byte[][][] encoded = table.hasVariable ? encode(table, order, start, end, base) : null;
        long[] bytes = table.hasVariable ? bytesBySlot(table, encoded, order, start, end, base) : null;
        run.makeRoom(run.rows + count, bytes);
        for (int slot = 1; slot < table.slotCount; slot++) {
            if (mayHaveNulls[slot] && anyNull(table.columnOfSlot[slot], order, start, end, base)) {
                run.startValidity(slot);
            }
        }
        for (int slot = 0; slot < table.slotCount; slot++) {
            int column = table.columnOfSlot[slot];
            int op = table.opOfSlot[slot];
            long offset = run.layout.valuesOffset[slot];
            if (op == StoreOp.VARIABLE && columns[column] instanceof ByteValues values) {
                variable(run, slot, column, values, order, start, end, base);
            } else if (op == StoreOp.VARIABLE) {
                variable(run, slot, encoded[slot]);
            } else if (isOneCopy(columns[column], op, order, start, end)) {
                copy(
                        run.segment,
                        offset,
                        op,
                        (MemorySegment) columns[column],
                        run.rows,
                        (long) base + order[start],
                        count);
            } else {
                values(run.segment, offset, op, columns[column], run.rows, order, start, end, base);
            }
            if (run.hasValidity(slot)) {
                validity(run, slot, column, order, start, end, base);
            }
        }
        run.rows += count;
    }

    private boolean anyNull(int column, int[] order, int start, int end, int base) {
        for (int i = start; i < end; i++) {
            if (batch.isNull(column, base + order[i])) {
                return true;
            }
        }
        return false;
    }

    private void validity(RowRun run, int slot, int column, int[] order, int start, int end, int base) {
        long offset = run.layout.validityOffset[slot];
        long row = run.rows;
        for (int i = start; i < end; i++) {
            boolean isNull = mayHaveNulls[slot] && batch.isNull(column, base + order[i]);
            Bits.set(run.segment, offset, row++, !isNull);
        }
    }

    private static void values(
            MemorySegment to, long offset, int op, Object source, long row, int[] order, int start, int end, int base) {
        switch (source) {
            case long[] array -> {
                long at = offset + (row << 3);
                for (int i = start; i < end; i++, at += 8) {
                    to.set(JAVA_LONG, at, array[base + order[i]]);
                }
            }
            case double[] array -> {
                long at = offset + (row << 3);
                for (int i = start; i < end; i++, at += 8) {
                    to.set(JAVA_LONG, at, Double.doubleToRawLongBits(array[base + order[i]]));
                }
            }
            case int[] array -> {
                long at = offset + (row << 2);
                for (int i = start; i < end; i++, at += 4) {
                    to.set(JAVA_INT, at, array[base + order[i]]);
                }
            }
            case float[] array -> {
                long at = offset + (row << 2);
                for (int i = start; i < end; i++, at += 4) {
                    to.set(JAVA_INT, at, Float.floatToRawIntBits(array[base + order[i]]));
                }
            }
            case short[] array -> {
                long at = offset + (row << 1);
                for (int i = start; i < end; i++, at += 2) {
                    to.set(JAVA_SHORT, at, array[base + order[i]]);
                }
            }
            case byte[] array -> {
                long at = offset + row;
                for (int i = start; i < end; i++, at++) {
                    to.set(JAVA_BYTE, at, array[base + order[i]]);
                }
            }
            case boolean[] array -> {
                for (int i = start; i < end; i++) {
                    Bits.set(to, offset, row + i - start, array[base + order[i]]);
                }
            }
            case MemorySegment segment -> segment(to, offset, op, segment, row, order, start, end, base);
            default -> throw new AssertionError("unknown column values: class=" + source.getClass());
        }
    }

    /// Whether the rows follow each other in memory as they will in the block; their numbers ascend.
    private static boolean isOneCopy(Object source, int op, int[] order, int start, int end) {
        return source instanceof MemorySegment && op != StoreOp.BIT && order[end - 1] - order[start] == end - 1 - start;
    }

    private static void copy(
            MemorySegment to, long offset, int op, MemorySegment from, long row, long source, int count) {
        int shift = StoreOp.EIGHT_BYTES_SHIFT - op;
        MemorySegment.copy(from, source << shift, to, offset + (row << shift), (long) count << shift);
    }

    private static void segment(
            MemorySegment to,
            long offset,
            int op,
            MemorySegment from,
            long row,
            int[] order,
            int start,
            int end,
            int base) {
        for (int i = start; i < end; i++) {
            long source = (long) base + order[i];
            long target = row + i - start;
            switch (op) {
                case StoreOp.EIGHT_BYTES ->
                    to.set(JAVA_LONG, offset + (target << 3), from.get(JAVA_LONG_UNALIGNED, source << 3));
                case StoreOp.FOUR_BYTES ->
                    to.set(JAVA_INT, offset + (target << 2), from.get(JAVA_INT_UNALIGNED, source << 2));
                case StoreOp.TWO_BYTES ->
                    to.set(JAVA_SHORT, offset + (target << 1), from.get(JAVA_SHORT_UNALIGNED, source << 1));
                case StoreOp.ONE_BYTE -> to.set(JAVA_BYTE, offset + target, from.get(JAVA_BYTE, source));
                case StoreOp.BIT -> Bits.set(to, offset, target, Bits.get(from, 0, source));
                default -> throw new AssertionError("segment of a variable column: op=" + op);
            }
        }
    }

    /// Text and binary of these rows, by slot.
    private byte[][][] encode(TableLayout table, int[] order, int start, int end, int base) {
        byte[][][] encoded = new byte[table.slotCount][][];
        for (int slot = 0; slot < table.slotCount; slot++) {
            boolean variable = table.opOfSlot[slot] == StoreOp.VARIABLE;
            if (variable && !(columns[table.columnOfSlot[slot]] instanceof ByteValues)) {
                encoded[slot] = encode(table.columnOfSlot[slot], order, start, end, base);
            }
        }
        return encoded;
    }

    private long[] bytesBySlot(TableLayout table, byte[][][] encoded, int[] order, int start, int end, int base) {
        long[] bytes = new long[encoded.length];
        for (int slot = 0; slot < encoded.length; slot++) {
            int column = table.columnOfSlot[slot];
            if (encoded[slot] != null) {
                for (byte[] value : encoded[slot]) {
                    bytes[slot] += value.length;
                }
            } else if (columns[column] instanceof ByteValues values) {
                for (int i = start; i < end; i++) {
                    bytes[slot] += lengthOf(values, column, base + order[i]);
                }
            }
        }
        return bytes;
    }

    private int lengthOf(ByteValues values, int column, int row) {
        return batch.isNull(column, row) ? 0 : values.length(row);
    }

    private void variable(
            RowRun run, int slot, int column, ByteValues values, int[] order, int start, int end, int base) {
        long offsets = run.layout.valuesOffset[slot];
        long data = run.layout.variableOffset[slot];
        long at = run.segment.get(JAVA_LONG, offsets + (run.rows << 3));
        long to = run.rows;
        for (int i = start; i < end; i++) {
            int row = base + order[i];
            int length = lengthOf(values, column, row);
            if (length > 0) {
                MemorySegment.copy(values.segment(row), values.offset(row), run.segment, data + at, length);
            }
            at += length;
            run.segment.set(JAVA_LONG, offsets + (++to << 3), at);
        }
    }

    private byte[][] encode(int column, int[] order, int start, int end, int base) {
        byte[][] encoded = new byte[end - start][];
        for (int i = start; i < end; i++) {
            int row = base + order[i];
            Object value = batch.isNull(column, row) ? "" : ((Object[]) columns[column])[row];
            encoded[i - start] = value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
        }
        return encoded;
    }

    private static void variable(RowRun run, int slot, byte[][] values) {
        long offsets = run.layout.valuesOffset[slot];
        long data = run.layout.variableOffset[slot];
        long end = run.segment.get(JAVA_LONG, offsets + (run.rows << 3));
        long row = run.rows;
        for (byte[] value : values) {
            MemorySegment.copy(value, 0, run.segment, JAVA_BYTE, data + end, value.length);
            end += value.length;
            run.segment.set(JAVA_LONG, offsets + (++row << 3), end);
        }
    }
}
