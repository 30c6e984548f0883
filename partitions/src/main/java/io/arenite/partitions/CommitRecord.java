package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.arenite.partitions.log.DefinedSymbols;
import io.arenite.partitions.log.RecordBuffer;
import io.arenite.partitions.log.TableLog;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A commit as a record of its table's log, column by column; [CommitReplay] reads it.
///
///     | kind, 1 byte: 1 | commit | symbol count | code, text | ...         symbols that the file has not defined yet
///     | row count | partition count | keyed, 1 byte | column count | id, operation and nulls | ...
///     | partition | partition | ...                                       rows lie in this order
///         partition: main rows * 4 + has late rows * 2 + is in another bucket than the one before * 1
///                    | bucket start, if another | key code, if keyed | late rows, if any |
///     for each column, each region at a multiple of 8:
///     | validity bits, if nulls | values as in a block, or int64 offsets from 0 | bytes, if variable |
///
/// The main rows of a partition come before its late rows, both in the order in which they were published.
/// The key is no column of the record. Numbers and texts as in [RecordBuffer]. One writer's; keeps its
/// scratch arrays.
final class CommitRecord {
    static final int KIND = 1;
    /// Beside the [StoreOp] of a column.
    static final int HAS_NULLS = 0x40;

    static final int PARTITION_SHIFT = 2;
    static final int HAS_LATE_ROWS = 2;
    static final int IS_IN_ANOTHER_BUCKET = 1;

    /// Up to so many rows a loop is faster than a call that copies.
    private static final int FEW_ROWS = 16;

    private final TableLayout layout;
    private final int[] idOfSlot;
    private final boolean[] hasNulls;
    private final long[] variableBytes;
    private final long[] validityAt;
    private final long[] valuesAt;
    private final long[] bytesAt;
    private final boolean[] isSymbol;

    private TableLog log;
    private MemorySegment target;
    private long rows;
    private long row;

    /// @param columnIds by column, as the manifest has them
    CommitRecord(TableLayout layout, int[] columnIds) {
        this.layout = layout;
        int slots = layout.slotCount;
        idOfSlot = new int[slots];
        isSymbol = new boolean[slots];
        for (int slot = 0; slot < slots; slot++) {
            idOfSlot[slot] = columnIds[layout.columnOfSlot[slot]];
            isSymbol[slot] = layout.columnOfSlot(slot).type().kind() == ColumnType.Kind.SYMBOL;
        }
        hasNulls = new boolean[slots];
        variableBytes = new long[slots];
        validityAt = new long[slots];
        valuesAt = new long[slots];
        bytesAt = new long[slots];
    }

    /// Puts the uncommitted rows of these partitions, whose tails are sorted, into the log's buffer. After
    /// this [TableLog#append].
    void encode(TableLog to, Partition[] dirty, int count, SymbolDictionary symbols, long commit) {
        log = to;
        try {
            RecordBuffer buffer = to.begin();
            look(dirty, count);
            writeHeader(buffer, count, symbols, commit);
            writePartitions(buffer, dirty, count);
            writeColumns(buffer, dirty, count);
        } finally {
            log = null;
            target = null;
        }
    }

    /// Counts rows and bytes, finds nulls and symbols.
    private void look(Partition[] dirty, int count) {
        rows = 0;
        Arrays.fill(hasNulls, false);
        Arrays.fill(variableBytes, 0);
        DefinedSymbols defined = log.symbols();
        for (int i = 0; i < count; i++) {
            Partition partition = dirty[i];
            log.touch(partition.bucketStartNs());
            if (partition.keyCode() >= 0) {
                defined.define(partition.keyCode());
            }
            look(partition.main, partition.committedMainRows, defined);
            look(partition.late, partition.committedLateRows, defined);
        }
        if (rows > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("too many rows for one commit: table=" + layout.table + ", rows=" + rows
                    + ", most=" + (Integer.MAX_VALUE - 8));
        }
    }

    private void look(RowRun run, long from, DefinedSymbols defined) {
        long count = run == null ? 0 : run.rows - from;
        if (count == 0) {
            return;
        }
        rows += count;
        for (int slot = 1; slot < layout.slotCount; slot++) {
            boolean runHasNulls = run.hasValidity(slot);
            hasNulls[slot] |= runHasNulls;
            if (isSymbol[slot]) {
                lookAtSymbols(run, slot, from, runHasNulls, defined);
            } else if (layout.opOfSlot[slot] == StoreOp.VARIABLE) {
                variableBytes[slot] += BlockCopy.variableBytes(slot, run.block, from, count);
            }
        }
    }

    private static void lookAtSymbols(RowRun run, int slot, long from, boolean hasNulls, DefinedSymbols defined) {
        long values = run.layout.valuesOffset[slot];
        long validity = run.layout.validityOffset[slot];
        for (long at = from; at < run.rows; at++) {
            if (!hasNulls || Bits.get(run.segment, validity, at)) {
                defined.define(run.segment.get(JAVA_INT_UNALIGNED, values + (at << 2)));
            }
        }
    }

    private void writeHeader(RecordBuffer buffer, int partitions, SymbolDictionary symbols, long commit) {
        DefinedSymbols defined = log.symbols();
        buffer.writeByte(KIND).writeNumber(commit).writeNumber(defined.freshCount());
        for (int i = 0; i < defined.freshCount(); i++) {
            int code = defined.fresh(i);
            buffer.writeNumber(code).writeText(symbols.symbol(code));
        }
        buffer.writeNumber(rows)
                .writeNumber(partitions)
                .writeByte(layout.schema.hasKey() ? 1 : 0)
                .writeNumber(layout.slotCount);
        for (int slot = 0; slot < layout.slotCount; slot++) {
            buffer.writeNumber(idOfSlot[slot]).writeByte(layout.opOfSlot[slot] | (hasNulls[slot] ? HAS_NULLS : 0));
        }
    }

    private static void writePartitions(RecordBuffer buffer, Partition[] dirty, int count) {
        long bucket = 0;
        for (int i = 0; i < count; i++) {
            Partition partition = dirty[i];
            long mainRows = partition.mainRows() - partition.committedMainRows;
            long lateRows = partition.lateRows() - partition.committedLateRows;
            boolean isAnother = i == 0 || partition.bucketStartNs() != bucket;
            bucket = partition.bucketStartNs();
            buffer.writeNumber(mainRows << PARTITION_SHIFT
                    | (lateRows > 0 ? HAS_LATE_ROWS : 0)
                    | (isAnother ? IS_IN_ANOTHER_BUCKET : 0));
            if (isAnother) {
                buffer.writeNumber(bucket);
            }
            if (partition.keyCode() >= 0) {
                buffer.writeNumber(partition.keyCode());
            }
            if (lateRows > 0) {
                buffer.writeNumber(lateRows);
            }
        }
    }

    private void writeColumns(RecordBuffer buffer, Partition[] dirty, int count) {
        long bytes = 0;
        for (int slot = 0; slot < layout.slotCount; slot++) {
            int op = layout.opOfSlot[slot];
            validityAt[slot] = bytes;
            bytes += hasNulls[slot] ? BlockLayout.roundUp(StoreOp.bitmapBytes(rows), 8) : 0;
            valuesAt[slot] = bytes;
            bytes += BlockLayout.roundUp(StoreOp.valuesBytes(op, rows), 8);
            bytesAt[slot] = bytes;
            bytes += BlockLayout.roundUp(variableBytes[slot], 8);
        }
        long start = buffer.reserve(bytes);
        target = buffer.segment();
        for (int slot = 0; slot < layout.slotCount; slot++) {
            validityAt[slot] += start;
            valuesAt[slot] += start;
            bytesAt[slot] += start;
            beginColumn(slot);
        }
        row = 0;
        for (int i = 0; i < count; i++) {
            Partition partition = dirty[i];
            writeRows(partition.main, partition.committedMainRows);
            writeRows(partition.late, partition.committedLateRows);
        }
    }

    /// Zeros where bits are set one by one and where a region ends before a multiple of 8.
    private void beginColumn(int slot) {
        int op = layout.opOfSlot[slot];
        if (hasNulls[slot]) {
            target.asSlice(validityAt[slot], valuesAt[slot] - validityAt[slot]).fill((byte) 0);
        }
        long regionBytes = bytesAt[slot] - valuesAt[slot];
        if (op == StoreOp.BIT) {
            target.asSlice(valuesAt[slot], regionBytes).fill((byte) 0);
        } else if (op != StoreOp.EIGHT_BYTES && rows > 0) {
            target.set(JAVA_LONG_UNALIGNED, bytesAt[slot] - 8, 0);
        }
        if (op == StoreOp.VARIABLE) {
            target.set(JAVA_LONG_UNALIGNED, valuesAt[slot], 0);
            for (long at = variableBytes[slot]; at < BlockLayout.roundUp(variableBytes[slot], 8); at++) {
                target.set(JAVA_BYTE, bytesAt[slot] + at, (byte) 0);
            }
        }
    }

    private void writeRows(RowRun run, long from) {
        long count = run == null ? 0 : run.rows - from;
        if (count == 0) {
            return;
        }
        for (int slot = 0; slot < layout.slotCount; slot++) {
            int op = layout.opOfSlot[slot];
            if (op <= StoreOp.ONE_BYTE && count > FEW_ROWS) {
                int shift = StoreOp.EIGHT_BYTES_SHIFT - op;
                long source = run.layout.valuesOffset[slot] + (from << shift);
                MemorySegment.copy(run.segment, source, target, valuesAt[slot] + (row << shift), count << shift);
            } else {
                writeFew(run, slot, op, from, count);
            }
            if (hasNulls[slot]) {
                writeValidity(run, slot, from, count);
            }
        }
        row += count;
    }

    private void writeFew(RowRun run, int slot, int op, long from, long count) {
        MemorySegment source = run.segment;
        MemorySegment to = target;
        long values = run.layout.valuesOffset[slot];
        long at = valuesAt[slot];
        long shift = row - from;
        long end = from + count;
        switch (op) {
            case StoreOp.EIGHT_BYTES -> {
                for (long i = from; i < end; i++) {
                    long value = source.get(JAVA_LONG_UNALIGNED, values + (i << 3));
                    to.set(JAVA_LONG_UNALIGNED, at + (i + shift << 3), value);
                }
            }
            case StoreOp.FOUR_BYTES -> {
                for (long i = from; i < end; i++) {
                    int value = source.get(JAVA_INT_UNALIGNED, values + (i << 2));
                    to.set(JAVA_INT_UNALIGNED, at + (i + shift << 2), value);
                }
            }
            case StoreOp.TWO_BYTES -> {
                for (long i = from; i < end; i++) {
                    short value = source.get(JAVA_SHORT_UNALIGNED, values + (i << 1));
                    to.set(JAVA_SHORT_UNALIGNED, at + (i + shift << 1), value);
                }
            }
            case StoreOp.ONE_BYTE -> {
                for (long i = from; i < end; i++) {
                    to.set(JAVA_BYTE, at + i + shift, source.get(JAVA_BYTE, values + i));
                }
            }
            case StoreOp.BIT -> Bits.copy(source, values, from, to, at, row, count);
            case StoreOp.VARIABLE -> writeVariable(run, slot, from, count);
            default -> throw new AssertionError("unknown store operation: op=" + op);
        }
    }

    private void writeVariable(RowRun run, int slot, long from, long count) {
        long offsets = run.layout.valuesOffset[slot];
        long first = run.segment.get(JAVA_LONG_UNALIGNED, offsets + (from << 3));
        long bytes = run.segment.get(JAVA_LONG_UNALIGNED, offsets + (from + count << 3)) - first;
        long offset = valuesAt[slot] + (row << 3);
        long start = target.get(JAVA_LONG_UNALIGNED, offset);
        MemorySegment.copy(run.segment, run.layout.variableOffset[slot] + first, target, bytesAt[slot] + start, bytes);
        for (long i = 1; i <= count; i++) {
            long end = run.segment.get(JAVA_LONG_UNALIGNED, offsets + (from + i << 3)) - first + start;
            target.set(JAVA_LONG_UNALIGNED, offset + (i << 3), end);
        }
    }

    private void writeValidity(RowRun run, int slot, long from, long count) {
        if (run.hasValidity(slot)) {
            long source = run.layout.validityOffset[slot];
            Bits.copy(run.segment, source, from, target, validityAt[slot], row, count);
        } else {
            Bits.fill(target, validityAt[slot], row, row + count);
        }
    }
}
