package io.arenite.python.ingest;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Columns in native memory with their description, as the Python package makes them.
final class PythonMemory implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final List<Long> words = new ArrayList<>();

    PythonMemory(int batches) {
        words.add((long) batches);
    }

    PythonMemory batch(long rows) {
        words.add(rows);
        return this;
    }

    /// A column by the first of its words; the others are 0.
    PythonMemory column(SourceKind kind, long... first) {
        for (int i = 0; i < SourceColumn.WORDS; i++) {
            words.add(i == 0 ? (long) kind.ordinal() : i <= first.length ? first[i - 1] : 0L);
        }
        return this;
    }

    long address() {
        return longs(words.stream().mapToLong(Long::longValue).toArray());
    }

    long longs(long... values) {
        return arena.allocateFrom(ValueLayout.JAVA_LONG, values).address();
    }

    long ints(int... values) {
        return arena.allocateFrom(ValueLayout.JAVA_INT, values).address();
    }

    long doubles(double... values) {
        return arena.allocateFrom(ValueLayout.JAVA_DOUBLE, values).address();
    }

    long bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes).address();
    }

    long text(String text) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8))
                .address();
    }

    /// One view of Arrow's; `offset` counts where the text does not fit into it.
    long[] view(String text, int buffer, int offset) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment view = arena.allocate(16, 8);
        view.set(ValueLayout.JAVA_INT, 0, bytes.length);
        MemorySegment.copy(
                bytes, 0, view, ValueLayout.JAVA_BYTE, 4, Math.min(bytes.length, bytes.length > 12 ? 4 : 12));
        if (bytes.length > 12) {
            view.set(ValueLayout.JAVA_INT, 8, buffer);
            view.set(ValueLayout.JAVA_INT, 12, offset);
        }
        return new long[] {view.get(ValueLayout.JAVA_LONG, 0), view.get(ValueLayout.JAVA_LONG, 8)};
    }

    @Override
    public void close() {
        arena.close();
    }
}
