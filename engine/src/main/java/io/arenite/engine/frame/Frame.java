package io.arenite.engine.frame;

import io.arenite.partitions.ColumnType;
import java.util.List;

/// A columnar result. A small one lives on the heap and need not be closed; a large one lives in an arena until
/// `close`, or until a cleaner finds it forgotten and says so. Immutable; any thread may read it.
public final class Frame implements AutoCloseable {
    private final FrameStorage storage;
    private final List<FrameColumn> columns;
    private final long rowCount;

    Frame(FrameStorage storage, List<FrameColumn> columns, long rowCount) {
        this.storage = storage;
        this.columns = List.copyOf(columns);
        this.rowCount = rowCount;
    }

    public int columnCount() {
        return columns.size();
    }

    public long rowCount() {
        return rowCount;
    }

    public FrameColumn column(int index) {
        if (index < 0 || index >= columns.size()) {
            throw new IndexOutOfBoundsException("no such column: index=" + index + ", columns=" + columns.size());
        }
        return columns.get(index);
    }

    public List<FrameColumn> columns() {
        return columns;
    }

    /// The types of the columns, for binding expressions over this frame.
    public List<ColumnType> types() {
        return columns.stream().map(FrameColumn::type).toList();
    }

    /// Whether the frame holds an arena, so that it ought to be closed.
    public boolean isOffHeap() {
        return storage.isOffHeap();
    }

    /// Bytes on the heap, about.
    public long heapBytes() {
        long bytes = 100;
        for (FrameColumn column : columns) {
            bytes += 200 + (isOffHeap() ? 0 : column.bufferBytes());
        }
        return bytes;
    }

    /// The same frame under other column names; both share memory and one close.
    public Frame named(List<String> names) {
        if (names.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "a name is needed for each column: names=" + names.size() + ", columns=" + columns.size());
        }
        var renamed = new FrameColumn[names.size()];
        for (int i = 0; i < renamed.length; i++) {
            renamed[i] = columns.get(i).renamed(names.get(i));
        }
        return new Frame(storage, List.of(renamed), rowCount);
    }

    /// Frees the arena, if there is one; afterwards reading throws. A frame on the heap may be shared:
    /// closing it does nothing. Nor does closing again.
    @Override
    public void close() {
        storage.close();
    }
}
