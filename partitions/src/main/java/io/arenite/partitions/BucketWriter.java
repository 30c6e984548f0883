package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.OpenFile;
import io.arenite.partitions.arrow.ArrowCompression;
import io.arenite.partitions.arrow.ArrowFileWriter;
import io.arenite.partitions.arrow.ColumnBuffers;
import io.arenite.partitions.log.SegmentPartition;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// Writes the rows of one bucket, as a snapshot sees them, into an Arrow file: a record batch for each key,
/// late rows in their places, with statistics of each column. Straight from where the columns lie; only
/// late rows are merged first.
final class BucketWriter implements AutoCloseable {
    /// In a batch's metadata: the statistics of all columns, in order, one line each.
    static final String STATISTICS = ColumnStatistics.METADATA_KEY;

    private final TableStore store;
    private final TableSnapshot snapshot;
    private final int first;
    private final int end;
    private final MemoryPool pool;
    /// The key's codes of a batch; null before the first.
    private Block keys;

    private long keyRows;

    BucketWriter(TableStore store, TableSnapshot snapshot, long bucketStartNs, MemoryPool pool) {
        this.store = store;
        this.snapshot = snapshot;
        this.pool = pool;
        first = snapshot.partitionLowerBound(bucketStartNs, Integer.MIN_VALUE);
        int after = first;
        while (after < snapshot.partitionCount() && snapshot.partition(after).bucketStartNs() == bucketStartNs) {
            after++;
        }
        end = after;
    }

    /// The indexes in the snapshot, from [#first] to this.
    int end() {
        return end;
    }

    int first() {
        return first;
    }

    /// All symbols that the bucket's rows have.
    BitSet symbols() {
        BitSet used = new BitSet();
        for (int index = first; index < end; index++) {
            if (store.schema().hasKey()) {
                used.set(snapshot.partition(index).keyCode());
            }
            try (PartitionView view = snapshot.open(index)) {
                for (Column column : store.schema().columns()) {
                    if (column.type().kind() == ColumnType.Kind.SYMBOL
                            && column.index() != store.schema().keyIndex()) {
                        addSymbols(view.mainSegment(), view.mainSlot(column.index()), view.mainRowCount(), used);
                        if (view.lateRowCount() > 0) {
                            addSymbols(view.lateSegment(), view.lateSlot(column.index()), view.lateRowCount(), used);
                        }
                    }
                }
            }
        }
        return used;
    }

    private static void addSymbols(MemorySegment segment, ColumnSlot slot, long rows, BitSet used) {
        for (long row = 0; row < rows; row++) {
            if (slot.validityOffset() < 0 || Bits.get(segment, slot.validityOffset(), row)) {
                used.set(segment.get(JAVA_INT, slot.valuesOffset() + (row << 2)));
            }
        }
    }

    /// @param ids by column
    /// @param used the symbols that the rows have: the file's dictionary ends with the highest of them
    List<SegmentPartition> write(OpenFile file, int[] ids, ArrowCompression compression, BitSet used) {
        Schema schema = store.schema();
        List<SegmentPartition> partitions = new ArrayList<>(end - first);
        try (ArrowFileWriter writer = ArrowFileWriter.create(
                file,
                ArrowSchemas.of(schema, ids, Map.of()),
                compression,
                pool,
                store.blocks().account())) {
            if (schema.columns().stream().anyMatch(column -> column.type().kind() == ColumnType.Kind.SYMBOL)) {
                List<String> texts = new ArrayList<>();
                for (int code = 0; code < used.length(); code++) {
                    texts.add(store.symbols().isKnown(code) ? store.symbols().symbol(code) : null);
                }
                writer.dictionary(0, texts);
            }
            for (int index = first; index < end; index++) {
                try (PartitionView view = snapshot.open(index)) {
                    partitions.add(write(view, writer));
                }
            }
            writer.finish(Map.of());
        }
        return partitions;
    }

    private SegmentPartition write(PartitionView view, ArrowFileWriter writer) {
        if (view.lateRowCount() == 0) {
            for (int slot = 0; slot < store.layout().slotCount; slot++) {
                view.mainBlock().require(slot);
            }
            return write(view, view.mainBlock(), view.mainSegment(), view::hasNulls, writer);
        }
        MergedRows merged = view.merged();
        Block block = merged.copy(store.name() + ".seal", store.blocks(), -1);
        try {
            return write(view, block, block.segment, merged::hasNulls, writer);
        } finally {
            block.release();
        }
    }

    private SegmentPartition write(
            PartitionView view, Block block, MemorySegment segment, IntPredicate hasNulls, ArrowFileWriter writer) {
        long rows = view.rowCount();
        List<ColumnBuffers> columns = new ArrayList<>();
        StringBuilder statistics = new StringBuilder();
        for (Column column : store.schema().columns()) {
            int slot = store.layout().slotOfColumn[column.index()];
            if (slot < 0) {
                columns.add(new ColumnBuffers(0, null, keys(view.keyCode(), rows), null));
                statistics.append("0\n");
                continue;
            }
            ColumnBuffers buffers = buffers(block, segment, slot, hasNulls.test(slot), rows);
            ColumnStatistics known = ColumnStatistics.of(column.type(), buffers.values(), buffers.validity(), rows);
            statistics.append(known.text(column.type())).append('\n');
            columns.add(new ColumnBuffers(
                    known.nullCount(),
                    known.nullCount() == 0 ? null : buffers.validity(),
                    buffers.values(),
                    buffers.bytes()));
        }
        try (StableBits bits = new StableBits(store, pool, 2L * columns.size() * (StoreOp.bitmapBytes(rows) + 64))) {
            writer.batch(rows, bits.of(columns, rows), Map.of(STATISTICS, statistics.toString()));
        }
        long timestamps = block.layout.valuesOffset[TableLayout.TIMESTAMP_SLOT];
        return new SegmentPartition(
                view.keyCode(),
                rows,
                segment.get(JAVA_LONG, timestamps),
                segment.get(JAVA_LONG, timestamps + (rows - 1 << 3)));
    }

    /// Without the number of nulls.
    private ColumnBuffers buffers(Block block, MemorySegment segment, int slot, boolean hasNulls, long rows) {
        int op = store.layout().opOfSlot[slot];
        BlockLayout layout = block.layout;
        long values = layout.valuesOffset[slot];
        MemorySegment bytes = null;
        if (op == StoreOp.VARIABLE) {
            bytes = segment.asSlice(layout.variableOffset[slot], segment.get(JAVA_LONG, values + (rows << 3)));
        }
        return new ColumnBuffers(
                0,
                hasNulls ? segment.asSlice(layout.validityOffset[slot], StoreOp.bitmapBytes(rows)) : null,
                segment.asSlice(values, StoreOp.valuesBytes(op, rows)),
                bytes);
    }

    /// A key is constant in a partition and not stored there; Arrow has a column of it.
    private MemorySegment keys(int code, long rows) {
        if (keyRows < rows) {
            close();
            long bytes = BlockLayout.roundUp(rows * Integer.BYTES, BlockLayout.PAGE_BYTES);
            keys = Block.scratch(
                    store.name() + ".seal.key", bytes, pool, store.blocks().account());
            keyRows = bytes / Integer.BYTES;
        }
        MemorySegment codes = keys.segment.asSlice(0, rows * Integer.BYTES);
        codes.set(JAVA_INT, 0, code);
        for (long done = Integer.BYTES; done < codes.byteSize(); done *= 2) {
            MemorySegment.copy(codes, 0, codes, done, Math.min(done, codes.byteSize() - done));
        }
        return codes;
    }

    @Override
    public void close() {
        if (keys != null) {
            keys.release();
            keys = null;
            keyRows = 0;
        }
    }
}
