package io.arenite.engine.frame;

import io.arenite.arena.Arena;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.SymbolDictionary;
import java.util.ArrayList;
import java.util.List;

/// Builds a [Frame] column by column. Closing an unfinished builder frees what it holds; `build` hands it over.
public final class FrameBuilder implements AutoCloseable {
    private final List<ColumnBuilder> columns = new ArrayList<>();
    private boolean finished;

    public FrameBuilder(MemoryPool pool, MemoryAccount account, List<ColumnType> types) {
        var memory = new GrowingBuffer.ResultMemory(pool, account);
        for (ColumnType type : types) {
            columns.add(new ColumnBuilder(type, memory));
        }
    }

    public ColumnBuilder column(int index) {
        return columns.get(index);
    }

    public int columnCount() {
        return columns.size();
    }

    /// Bytes in use in all columns.
    public long sizeBytes() {
        long bytes = 0;
        for (ColumnBuilder column : columns) {
            bytes += column.sizeBytes();
        }
        return bytes;
    }

    /// The frame; `symbols.get(i)` is the dictionary of column `i` if that is a symbol column.
    public Frame build(List<String> names, List<SymbolDictionary> symbols, long rowCount) {
        List<Arena> arenas = new ArrayList<>();
        List<ColumnBuffers> buffers = new ArrayList<>();
        for (ColumnBuilder column : columns) {
            buffers.add(column.buffers());
            for (GrowingBuffer part : column.parts()) {
                if (part.arena() != null) {
                    arenas.add(part.arena());
                }
            }
        }
        FrameStorage storage = arenas.isEmpty() ? FrameStorage.heap() : FrameStorage.owning(arenas);
        finished = true;
        List<FrameColumn> built = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            built.add(new FrameColumn(
                    storage, names.get(i), columns.get(i).type(), rowCount, buffers.get(i), symbols.get(i)));
        }
        return new Frame(storage, built, rowCount);
    }

    @Override
    public void close() {
        if (!finished) {
            finished = true;
            for (ColumnBuilder column : columns) {
                for (GrowingBuffer part : column.parts()) {
                    part.release();
                }
            }
        }
    }
}
