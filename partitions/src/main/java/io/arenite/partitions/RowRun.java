package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/// A growing run of rows in one block: the main rows of a partition version, or its late rows. Only the
/// writer changes it.
///
/// 1. Rows below a published mark never change, neither in this block nor in one that replaces it.
/// 2. A larger block holds the same rows before it is published in [#block]; the old one is released after
///    that, so a reader that is refused a lease on it finds the new one there.
/// 3. Validity bits of a column are back-filled for all earlier rows before the column appears in
///    [#publishedValidity], so a reader that sees it there sees the bits of every row of its snapshot.
/// 4. A failed append (a limit is reached) leaves [#rows] as it was; what it wrote lies above.
final class RowRun implements MainRun {
    final TableLayout table;
    private final BlockSource blocks;
    private final String name;

    /// For readers.
    volatile Block block;
    /// By slot, for readers; null while no column has nulls. Replaced, never changed.
    volatile boolean[] publishedValidity;

    /// For the writer; `segment` and `layout` are those of `block`.
    MemorySegment segment;

    BlockLayout layout;
    long rows;
    /// Appending needs no look at anything else while `rows` is below.
    private long limitRows;

    /// By slot, the columns whose bitmap is in use; null if none.
    private boolean[] validity;

    private boolean validityChanged;

    RowRun(BlockSource blocks, String name, Block block) {
        this.table = blocks.table();
        this.blocks = blocks;
        this.name = name;
        use(block);
        limitRows = block.layout.paged ? 0 : block.layout.capacityRows;
    }

    /// A run that begins with merged rows, which its block already has.
    static RowRun ofRows(BlockSource blocks, String name, Block block, MergedRows merged) {
        RowRun run = new RowRun(blocks, name, block);
        run.rows = merged.rows();
        run.limitRows = block.layout.paged ? run.rows : block.layout.capacityRows;
        for (int slot = 0; slot < run.table.slotCount; slot++) {
            if (merged.hasNulls(slot)) {
                run.useValidity(slot);
            }
        }
        return run;
    }

    @Override
    public TableLayout table() {
        return table;
    }

    @Override
    public boolean[] publishedValidity() {
        return publishedValidity;
    }

    @Override
    public Block block(int[] columns) {
        return block;
    }

    private void use(Block replacement) {
        segment = replacement.segment;
        layout = replacement.layout;
        block = replacement;
    }

    /// Appends the row that `row` has collected.
    void append(RowBuilder row) {
        long at = rows;
        if (table.hasVariable) {
            makeRoom(at + 1, row.bytesBySlot());
        } else if (at >= limitRows) {
            makeRoom(at + 1, null);
        }
        if (validity != null || row.hasNulls()) {
            appendValidity(row, at);
        }
        MemorySegment target = segment;
        long[] offsets = layout.valuesOffset;
        int[] ops = table.opOfSlot;
        int[] positions = table.positionOfSlot;
        long[] values = row.values;
        for (int slot = 0; slot < ops.length; slot++) {
            long value = values[positions[slot]];
            long offset = offsets[slot];
            switch (ops[slot]) {
                case StoreOp.EIGHT_BYTES -> target.set(JAVA_LONG, offset + (at << 3), value);
                case StoreOp.FOUR_BYTES -> target.set(JAVA_INT, offset + (at << 2), (int) value);
                case StoreOp.TWO_BYTES -> target.set(JAVA_SHORT, offset + (at << 1), (short) value);
                case StoreOp.ONE_BYTE -> target.set(JAVA_BYTE, offset + at, (byte) value);
                case StoreOp.BIT -> Bits.set(target, offset, at, value != 0);
                case StoreOp.VARIABLE -> appendBytes(row, slot, value, at);
                default -> throw new AssertionError("unknown store operation: op=" + ops[slot]);
            }
        }
        rows = at + 1;
    }

    private void appendBytes(RowBuilder row, int slot, long startAndLength, long at) {
        int start = (int) (startAndLength >>> 32);
        int length = (int) startAndLength;
        long offsets = layout.valuesOffset[slot];
        long end = segment.get(JAVA_LONG, offsets + (at << 3));
        MemorySegment.copy(row.bytes, start, segment, JAVA_BYTE, layout.variableOffset[slot] + end, length);
        segment.set(JAVA_LONG, offsets + (at + 1 << 3), end + length);
    }

    private void appendValidity(RowBuilder row, long at) {
        for (int slot = 1; slot < table.slotCount; slot++) {
            boolean isNull = row.isNull(table.positionOfSlot[slot]);
            if (isNull) {
                startValidity(slot);
            }
            if (validity != null && validity[slot]) {
                Bits.set(segment, layout.validityOffset[slot], at, !isNull);
            }
        }
    }

    /// Appends the rows of another run from `from` on.
    void appendRows(RowRun source, long from) {
        long count = source.rows - from;
        long[] bytes = table.hasVariable ? new long[table.slotCount] : null;
        for (int slot = 0; bytes != null && slot < table.slotCount; slot++) {
            if (table.opOfSlot[slot] == StoreOp.VARIABLE) {
                bytes[slot] = BlockCopy.variableBytes(slot, source.block, from, count);
            }
        }
        makeRoom(rows + count, bytes);
        for (int slot = 0; slot < table.slotCount; slot++) {
            if (source.hasValidity(slot)) {
                startValidity(slot);
            }
        }
        for (int slot = 0; slot < table.slotCount; slot++) {
            BlockCopy.values(table.opOfSlot[slot], slot, source.block, from, count, block, rows);
            if (hasValidity(slot)) {
                BlockCopy.validity(slot, source.block, source.hasValidity(slot), from, count, block, rows);
            }
        }
        rows += count;
    }

    /// By slot, the columns whose bitmap is in use; null if none. Not to be changed.
    boolean[] validity() {
        return validity;
    }

    boolean hasValidity(int slot) {
        return validity != null && validity[slot];
    }

    /// Brings a column's bitmap into use: all rows so far are valid.
    void startValidity(int slot) {
        if (hasValidity(slot)) {
            return;
        }
        block.chargeValidity(slot, limitRows);
        Bits.fill(segment, layout.validityOffset[slot], 0, rows);
        useValidity(slot);
    }

    private void useValidity(int slot) {
        if (validity == null) {
            validity = new boolean[table.slotCount];
        }
        validity[slot] = true;
        validityChanged = true;
    }

    /// Shows readers the bitmaps that came into use since the last time.
    void publishValidity() {
        if (validityChanged) {
            publishedValidity = validity.clone();
            validityChanged = false;
        }
    }

    long timestamp(long row) {
        return segment.get(JAVA_LONG, layout.valuesOffset[TableLayout.TIMESTAMP_SLOT] + (row << 3));
    }

    /// Rows below `wanted` can be written after this.
    ///
    /// @param bytes by slot, what they need in variable columns beyond what is there; overwritten. Null
    ///     without such columns
    void makeRoom(long wanted, long[] bytes) {
        boolean fits = wanted <= layout.capacityRows;
        for (int slot = 0; bytes != null && slot < bytes.length; slot++) {
            if (table.opOfSlot[slot] == StoreOp.VARIABLE) {
                bytes[slot] += segment.get(JAVA_LONG, layout.valuesOffset[slot] + (rows << 3));
                fits &= bytes[slot] <= layout.variableBytes[slot];
            }
        }
        if (!fits) {
            replace(wanted, bytes);
        } else if (wanted > limitRows) {
            limitRows = charge(block, wanted);
        }
        chargeVariable(block, bytes);
    }

    private void chargeVariable(Block target, long[] bytes) {
        for (int slot = 0; bytes != null && slot < bytes.length; slot++) {
            if (table.opOfSlot[slot] == StoreOp.VARIABLE) {
                target.chargeVariable(slot, bytes[slot]);
            }
        }
    }

    /// Moves to a larger block: one copy, then publish, then release.
    private void replace(long wanted, long[] variableBytes) {
        Block old = block;
        Block larger = blocks.larger(name, old, wanted, variableBytes);
        try {
            chargeVariable(larger, variableBytes);
            long charged = charge(larger, wanted);
            copyTo(larger);
            use(larger);
            limitRows = charged;
        } catch (RuntimeException e) {
            larger.release();
            throw e;
        }
        old.release();
    }

    private void copyTo(Block target) {
        for (int slot = 0; slot < table.slotCount; slot++) {
            BlockCopy.values(table.opOfSlot[slot], slot, block, 0, rows, target, 0);
            if (hasValidity(slot)) {
                BlockCopy.validity(slot, block, true, 0, rows, target, 0);
            }
        }
    }

    private long charge(Block target, long wanted) {
        if (!target.layout.paged) {
            return target.layout.capacityRows;
        }
        long upTo = target.chargeStep(wanted);
        for (int slot = 0; slot < table.slotCount; slot++) {
            target.chargeValues(slot, table.opOfSlot[slot], upTo);
            if (hasValidity(slot)) {
                target.chargeValidity(slot, upTo);
            }
        }
        return upTo;
    }

    @Override
    public void release() {
        block.release();
    }
}
