package io.arenite.formats.parquet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.arenite.engine.frame.ColumnBuffers;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.TimeResolution;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.io.api.Binary;

/// Encodes one column of one row group, page by page: validity as definition levels, then the values that
/// are there. Timestamps as differences, symbols by a dictionary made of their codes, the rest as the
/// library chooses: by a dictionary as long as that pays.
final class ColumnEncoder implements AutoCloseable {
    private static final int SLAB_BYTES = 1 << 12;

    private final ColumnType type;
    private final ColumnDescriptor descriptor;
    private final PageWriter pages;
    private final ValuesWriter levels;
    private final ValuesWriter noLevels;
    private final ValuesWriter values;
    private final SymbolPages symbols;

    ColumnEncoder(ColumnType type, ColumnDescriptor descriptor, ParquetProperties properties, PageWriter pages) {
        this.type = type;
        this.descriptor = descriptor;
        this.pages = pages;
        this.levels = properties.newDefinitionLevelWriter(descriptor);
        this.noLevels = properties.newRepetitionLevelWriter(descriptor);
        this.symbols = type.kind() == ColumnType.Kind.SYMBOL ? new SymbolPages() : null;
        this.values = switch (type.kind()) {
            case SYMBOL -> null;
            case TIMESTAMP ->
                new DeltaBinaryPackingValuesWriterForLong(
                        SLAB_BYTES, properties.getPageSizeThreshold(), new HeapByteBufferAllocator());
            default -> properties.newValuesWriter(descriptor);
        };
    }

    /// Writes rows `[from, to)` of a column as one page.
    void page(FrameColumn column, long from, long to) throws IOException {
        ColumnBuffers buffers = column.buffers();
        int rows = (int) (to - from);
        Statistics<?> statistics = Statistics.createStats(descriptor.getPrimitiveType());
        int nulls = levels(buffers.validity(), from, to);
        statistics.incrementNumNulls(nulls);
        BytesInput bytes;
        if (symbols != null) {
            bytes = symbols.page(column, from, to, statistics);
        } else {
            write(buffers, from, to, statistics);
            bytes = values.getBytes();
        }
        pages.writePage(
                BytesInput.concat(noLevels.getBytes(), levels.getBytes(), bytes),
                rows,
                rows,
                statistics,
                noLevels.getEncoding(),
                levels.getEncoding(),
                symbols != null ? SymbolPages.ENCODING : values.getEncoding());
        levels.reset();
        noLevels.reset();
        if (values != null) {
            values.reset();
        }
    }

    /// Writes 1 for each row that is there and 0 for each that is null.
    private int levels(MemorySegment validity, long from, long to) {
        int nulls = 0;
        for (long row = from; row < to; row++) {
            int level = isValid(validity, row) ? 1 : 0;
            nulls += 1 - level;
            levels.writeInteger(level);
        }
        return nulls;
    }

    static boolean isValid(MemorySegment validity, long row) {
        return validity == null || bit(validity, row);
    }

    private static boolean bit(MemorySegment bits, long row) {
        return (bits.get(JAVA_BYTE, row >>> 3) >>> (row & 7) & 1) != 0;
    }

    private void write(ColumnBuffers buffers, long from, long to, Statistics<?> statistics) {
        MemorySegment segment = buffers.values();
        MemorySegment validity = buffers.validity();
        switch (type.kind()) {
            case INT64, UINT64, DECIMAL64, TIMESTAMP, DURATION -> longs(segment, validity, from, to, statistics);
            case FLOAT64 -> doubles(segment, validity, from, to, statistics);
            case FLOAT32 -> floats(segment, validity, from, to, statistics);
            case BOOL -> booleans(segment, validity, from, to, statistics);
            case INT8, INT16, INT32, UINT8, UINT16, UINT32, DATE32 -> ints(segment, validity, from, to, statistics);
            case UTF8, BINARY -> texts(buffers, from, to, statistics);
            case SYMBOL -> throw new IllegalStateException("written by codes: type=" + type);
        }
    }

    private void longs(MemorySegment segment, MemorySegment validity, long from, long to, Statistics<?> statistics) {
        boolean seconds = type.kind() == ColumnType.Kind.TIMESTAMP && type.unit() == TimeResolution.SECONDS;
        for (long row = from; row < to; row++) {
            if (isValid(validity, row)) {
                long value = segment.get(JAVA_LONG_UNALIGNED, row * 8);
                if (seconds) {
                    value = Math.multiplyExact(value, 1_000);
                }
                values.writeLong(value);
                statistics.updateStats(value);
            }
        }
    }

    private void doubles(MemorySegment segment, MemorySegment validity, long from, long to, Statistics<?> statistics) {
        for (long row = from; row < to; row++) {
            if (isValid(validity, row)) {
                double value = segment.get(JAVA_DOUBLE_UNALIGNED, row * 8);
                values.writeDouble(value);
                statistics.updateStats(value);
            }
        }
    }

    private void floats(MemorySegment segment, MemorySegment validity, long from, long to, Statistics<?> statistics) {
        for (long row = from; row < to; row++) {
            if (isValid(validity, row)) {
                float value = segment.get(JAVA_FLOAT_UNALIGNED, row * 4);
                values.writeFloat(value);
                statistics.updateStats(value);
            }
        }
    }

    private void booleans(MemorySegment segment, MemorySegment validity, long from, long to, Statistics<?> statistics) {
        for (long row = from; row < to; row++) {
            if (isValid(validity, row)) {
                boolean value = bit(segment, row);
                values.writeBoolean(value);
                statistics.updateStats(value);
            }
        }
    }

    private void ints(MemorySegment segment, MemorySegment validity, long from, long to, Statistics<?> statistics) {
        int width = type.widthBytes();
        boolean unsigned = type.isUnsigned();
        for (long row = from; row < to; row++) {
            if (isValid(validity, row)) {
                int value = switch (width) {
                    case 1 -> segment.get(JAVA_BYTE, row) & (unsigned ? 0xff : -1);
                    case 2 -> segment.get(JAVA_SHORT_UNALIGNED, row * 2) & (unsigned ? 0xffff : -1);
                    default -> segment.get(JAVA_INT_UNALIGNED, row * 4);
                };
                values.writeInteger(value);
                statistics.updateStats(value);
            }
        }
    }

    private void texts(ColumnBuffers buffers, long from, long to, Statistics<?> statistics) {
        for (long row = from; row < to; row++) {
            if (isValid(buffers.validity(), row)) {
                long start = buffers.values().get(JAVA_LONG_UNALIGNED, row * 8);
                long end = buffers.values().get(JAVA_LONG_UNALIGNED, row * 8 + 8);
                Binary value = Binary.fromConstantByteArray(
                        buffers.data().asSlice(start, end - start).toArray(JAVA_BYTE));
                values.writeBytes(value);
                statistics.updateStats(value);
            }
        }
    }

    /// Ends the column of this row group.
    void finish() throws IOException {
        DictionaryPage dictionary = symbols != null ? symbols.dictionary() : values.toDictPageAndClose();
        if (dictionary != null) {
            pages.writeDictionaryPage(dictionary);
        }
    }

    @Override
    public void close() {
        levels.close();
        noLevels.close();
        if (values != null) {
            values.close();
        }
    }
}
