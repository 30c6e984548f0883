package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.arenite.arena.MemoryPool;
import io.arenite.partitions.arrow.ColumnBuffers;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Copies of the bitmaps of a batch, with zeros behind the last row. The last byte of a bitmap is also that
/// of rows to come, which the appender may be setting: a checksum of it and the bytes written after would not
/// agree.
final class StableBits implements AutoCloseable {
    private final TableStore store;
    private final MemoryPool pool;
    private final long mostBytes;
    private Block copies;
    private long usedBytes;

    StableBits(TableStore store, MemoryPool pool, long mostBytes) {
        this.store = store;
        this.pool = pool;
        this.mostBytes = mostBytes;
    }

    /// The columns in the order of the schema.
    List<ColumnBuffers> of(List<ColumnBuffers> columns, long rows) {
        List<ColumnBuffers> stable = new ArrayList<>(columns.size());
        for (int index = 0; index < columns.size(); index++) {
            ColumnBuffers column = columns.get(index);
            boolean isBool = store.schema().column(index).type().kind() == ColumnType.Kind.BOOL;
            stable.add(new ColumnBuffers(
                    column.nullCount(),
                    column.validity() == null ? null : copy(column.validity(), rows),
                    isBool ? copy(column.values(), rows) : column.values(),
                    column.bytes()));
        }
        return stable;
    }

    private MemorySegment copy(MemorySegment bits, long rows) {
        if (copies == null) {
            long bytes = BlockLayout.roundUp(mostBytes, BlockLayout.PAGE_BYTES);
            copies = Block.scratch(
                    store.name() + ".seal.bits", bytes, pool, store.blocks().account());
        }
        MemorySegment copy = copies.segment.asSlice(usedBytes, bits.byteSize());
        usedBytes += BlockLayout.roundUp(bits.byteSize(), BlockLayout.LINE_BYTES);
        copy.copyFrom(bits);
        if ((rows & 7) != 0) {
            long last = bits.byteSize() - 1;
            copy.set(JAVA_BYTE, last, (byte) (copy.get(JAVA_BYTE, last) & (1 << (rows & 7)) - 1));
        }
        return copy;
    }

    @Override
    public void close() {
        if (copies != null) {
            copies.release();
        }
    }
}
