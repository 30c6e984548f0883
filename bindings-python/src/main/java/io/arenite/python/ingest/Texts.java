package io.arenite.python.ingest;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.partitions.ByteValues;
import java.lang.foreign.MemorySegment;

/// Texts or binary values in Python's memory; a window of them moves along the column.
abstract sealed class Texts implements ByteValues {
    private long first;
    private int rows;

    static Texts of(SourceColumn source, long rows) {
        return switch (source.kind()) {
            case TEXT32 -> new Offsets(source, rows, 4);
            case TEXT64 -> new Offsets(source, rows, 8);
            case TEXT_VIEWS -> new Views(source, rows);
            case FIXED_BYTES -> new Padded(source, rows);
            case FIXED, BOOL_BYTES, BITS, UCS4, DICTIONARY ->
                throw new IllegalArgumentException("not bytes: kind=" + source.kind());
        };
    }

    /// The rows that row 0 and those after it are from now on.
    Texts window(long from, int count) {
        first = from;
        rows = count;
        return this;
    }

    @Override
    public int rows() {
        return rows;
    }

    long place(int row) {
        return first + row;
    }

    /// Between offsets, of which there is one more than rows.
    static final class Offsets extends Texts {
        private final MemorySegment offsets;
        private final MemorySegment bytes;
        private final long firstRow;
        private final boolean wide;

        Offsets(SourceColumn source, long rows, int width) {
            this.firstRow = source.firstRow();
            this.wide = width == 8;
            this.offsets = ForeignMemory.at(source.values(), rows == 0 ? 0 : (firstRow + rows + 1) * width);
            this.bytes = ForeignMemory.at(source.data(), source.dataSize());
        }

        private long boundary(long at) {
            return wide
                    ? offsets.get(JAVA_LONG_UNALIGNED, (firstRow + at) * 8)
                    : offsets.get(JAVA_INT_UNALIGNED, (firstRow + at) * 4);
        }

        @Override
        public MemorySegment segment(int row) {
            return bytes;
        }

        @Override
        public long offset(int row) {
            return boundary(place(row));
        }

        @Override
        public int length(int row) {
            return Math.toIntExact(boundary(place(row) + 1) - boundary(place(row)));
        }
    }

    /// Arrow's views:
    ///
    ///     up to 12 bytes:   | length int32 | the bytes, then zeros                                   |
    ///     longer:           | length int32 | first 4 bytes | number of buffer int32 | offset int32   |
    static final class Views extends Texts {
        private static final int VIEW_BYTES = 16;
        private static final int LONGEST_INSIDE = 12;

        private final MemorySegment views;
        private final MemorySegment[] buffers;
        private final long firstRow;

        /// `data` points at pairs of an address and a length.
        Views(SourceColumn source, long rows) {
            this.firstRow = source.firstRow();
            this.views = ForeignMemory.at(source.values(), (firstRow + rows) * VIEW_BYTES);
            this.buffers = new MemorySegment[Math.toIntExact(source.dataSize())];
            MemorySegment pairs = ForeignMemory.at(source.data(), buffers.length * 16L);
            for (int i = 0; i < buffers.length; i++) {
                buffers[i] = ForeignMemory.at(
                        pairs.get(JAVA_LONG_UNALIGNED, i * 16L), pairs.get(JAVA_LONG_UNALIGNED, i * 16L + 8));
            }
        }

        private long view(int row) {
            return (firstRow + place(row)) * VIEW_BYTES;
        }

        @Override
        public MemorySegment segment(int row) {
            return length(row) <= LONGEST_INSIDE ? views : buffers[views.get(JAVA_INT_UNALIGNED, view(row) + 8)];
        }

        @Override
        public long offset(int row) {
            return length(row) <= LONGEST_INSIDE ? view(row) + 4 : views.get(JAVA_INT_UNALIGNED, view(row) + 12);
        }

        @Override
        public int length(int row) {
            return views.get(JAVA_INT_UNALIGNED, view(row));
        }
    }

    /// Filled up with zeros to one width.
    static final class Padded extends Texts {
        private final MemorySegment values;
        private final long firstRow;
        private final int width;

        Padded(SourceColumn source, long rows) {
            this.firstRow = source.firstRow();
            this.width = source.width();
            this.values = ForeignMemory.at(source.values(), (firstRow + rows) * width);
        }

        @Override
        public MemorySegment segment(int row) {
            return values;
        }

        @Override
        public long offset(int row) {
            return (firstRow + place(row)) * width;
        }

        @Override
        public int length(int row) {
            long at = offset(row);
            int length = width;
            while (length > 0 && values.get(JAVA_BYTE, at + length - 1) == 0) {
                length--;
            }
            return length;
        }
    }

    /// Values of a dictionary, by the numbers of the rows at hand.
    static final class Chosen extends Texts {
        private final Texts dictionary;
        private int[] chosen;

        Chosen(Texts dictionary) {
            this.dictionary = dictionary;
        }

        Chosen choose(int[] numbers, int count) {
            chosen = numbers;
            window(0, count);
            return this;
        }

        @Override
        public MemorySegment segment(int row) {
            return dictionary.segment(chosen[row]);
        }

        @Override
        public long offset(int row) {
            return dictionary.offset(chosen[row]);
        }

        @Override
        public int length(int row) {
            return dictionary.length(chosen[row]);
        }
    }
}
