package io.arenite.partitions;

import java.util.ArrayList;
import java.util.List;

/// The values of one column as a snapshot sees them, read-only and pinned until closed; it outlives the snapshot. Rows
/// are numbered through its chunks, one for each partition with rows, in scan order.
///
/// Accessors check that the view is open, the row exists and the type fits; a null has to be asked for by [#isNull].
public final class ColumnView implements AutoCloseable {
    private final Column column;
    private final List<ColumnChunk> chunks;
    /// The first row of each chunk, and the length.
    private final long[] starts;

    private boolean closed;

    private ColumnView(Column column, List<ColumnChunk> chunks) {
        this.column = column;
        this.chunks = List.copyOf(chunks);
        this.starts = new long[chunks.size() + 1];
        for (int i = 0; i < chunks.size(); i++) {
            starts[i + 1] = starts[i] + chunks.get(i).length();
        }
    }

    /// @param keyCode the only key to take; -1 for all
    static ColumnView open(TableSnapshot snapshot, Column column, int keyCode) {
        List<ColumnChunk> chunks = new ArrayList<>();
        try {
            for (int i = 0; i < snapshot.partitionCount(); i++) {
                PartitionRef partition = snapshot.partition(i);
                boolean wanted = keyCode < 0 || partition.keyCode() == keyCode;
                if (wanted && partition.rowCount(snapshot) > 0) {
                    try (PartitionView view = snapshot.open(i)) {
                        chunks.add(ColumnChunk.of(snapshot.table(), view, column));
                    }
                }
            }
            return new ColumnView(column, chunks);
        } catch (RuntimeException | Error e) {
            chunks.forEach(ColumnChunk::closeIfOpen);
            throw e;
        }
    }

    public String name() {
        return column.name();
    }

    public ColumnType type() {
        return column.type();
    }

    public long length() {
        return starts[starts.length - 1];
    }

    /// Contiguous parts, in order.
    public List<ColumnChunk> chunks() {
        return chunks;
    }

    public boolean isNull(long row) {
        int chunk = chunkOf(row);
        return chunks.get(chunk).isNull(row - starts[chunk]);
    }

    /// Integers (unsigned ones zero-extended), the unscaled value of decimals, timestamps, dates, durations, and the
    /// code
    /// of symbols.
    public long getLong(long row) {
        int chunk = chunkOf(row);
        return chunks.get(chunk).getLong(row - starts[chunk]);
    }

    /// float32 and float64.
    public double getDouble(long row) {
        int chunk = chunkOf(row);
        return chunks.get(chunk).getDouble(row - starts[chunk]);
    }

    public boolean getBoolean(long row) {
        int chunk = chunkOf(row);
        return chunks.get(chunk).getBoolean(row - starts[chunk]);
    }

    /// symbol and utf8.
    public String getString(long row) {
        int chunk = chunkOf(row);
        return chunks.get(chunk).getString(row - starts[chunk]);
    }

    /// utf8 and binary, as a copy.
    public byte[] getBytes(long row) {
        int chunk = chunkOf(row);
        return chunks.get(chunk).getBytes(row - starts[chunk]);
    }

    /// @throws IllegalStateException the second time; or while a native call uses a segment of it: then it
    ///     can be closed again later
    @Override
    public synchronized void close() {
        if (closed) {
            throw new IllegalStateException("column view is closed: column=" + name());
        }
        RuntimeException failure = null;
        for (ColumnChunk chunk : chunks) {
            try {
                chunk.closeIfOpen();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        closed = true;
    }

    private int chunkOf(long row) {
        if (row < 0 || row >= length()) {
            throw new IndexOutOfBoundsException(
                    "row out of range: column=" + name() + ", row=" + row + ", length=" + length());
        }
        int low = 0;
        int high = chunks.size() - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (starts[middle] <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    @Override
    public String toString() {
        return "ColumnView[" + column + ", length=" + length() + ", chunks=" + chunks.size() + "]";
    }
}
