package io.arenite.formats.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.formats.export.BlockWriter;
import io.arenite.formats.export.RowBlock;
import io.arenite.formats.export.RowSource;
import io.arenite.partitions.ArrowSchemas;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.arrow.ArrowCompression;
import io.arenite.partitions.arrow.ArrowField;
import io.arenite.partitions.arrow.ArrowFileWriter;
import io.arenite.partitions.arrow.ArrowSchema;
import io.arenite.partitions.arrow.ColumnBuffers;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Writes an Arrow IPC file: a record batch for each block, cut where one is too large. Columns go to the
/// file from where they lie. Each symbol column gets a dictionary of the symbols that it has, in the
/// order of their appearance.
public final class ArrowBlocks implements BlockWriter {
    private static final long RESERVATION_BYTES = 1L << 34;

    private final List<RowSource.Field> fields;
    private final long batchRows;
    private final Places[] places;
    private final MemoryPool pool;
    private final OpenFile file;
    private final ArrowFileWriter writer;

    private ArrowBlocks(
            List<RowSource.Field> fields, long batchRows, MemoryPool pool, OpenFile file, ArrowFileWriter writer) {
        this.fields = fields;
        this.batchRows = batchRows;
        this.pool = pool;
        this.file = file;
        this.writer = writer;
        this.places = new Places[fields.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = fields.get(i).type().kind() == ColumnType.Kind.SYMBOL ? new Places() : null;
        }
    }

    /// @param compression `uncompressed`, `lz4` or `zstd`
    /// @param batchRows rows of a record batch, at most
    public static ArrowBlocks create(Path path, List<RowSource.Field> fields, String compression, long batchRows) {
        ArrowCompression codec = codec(compression);
        List<ArrowField> arrowFields = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            RowSource.Field field = fields.get(i);
            arrowFields.add(
                    field.type().kind() == ColumnType.Kind.SYMBOL
                            ? ArrowField.symbols(field.name(), i)
                            : ArrowSchemas.field(field.name(), field.type()));
        }
        MemoryPool pool = MemoryPool.onDemand(MemoryOptions.defaults().withReservationBytes(RESERVATION_BYTES));
        OpenFile file = null;
        try {
            file = FileLayer.system().create(path);
            ArrowFileWriter writer = ArrowFileWriter.create(
                    file, new ArrowSchema(arrowFields, Map.of()), codec, pool, pool.account("export"));
            return new ArrowBlocks(fields, batchRows, pool, file, writer);
        } catch (RuntimeException e) {
            if (file != null) {
                file.close();
            }
            pool.close();
            throw e;
        }
    }

    private static ArrowCompression codec(String name) {
        return switch (name) {
            case "uncompressed" -> ArrowCompression.NONE;
            case "lz4" -> ArrowCompression.LZ4;
            case "zstd" -> ArrowCompression.ZSTD;
            default ->
                throw new IllegalArgumentException(
                        "unknown compression: compression=" + name + ", known=uncompressed, lz4, zstd");
        };
    }

    @Override
    public void write(RowBlock block) {
        for (long from = 0; from < block.rows(); from += batchRows) {
            int rows = (int) Math.min(Math.min(batchRows, Integer.MAX_VALUE - 8), block.rows() - from);
            List<ColumnBuffers> columns = new ArrayList<>();
            for (int i = 0; i < fields.size(); i++) {
                columns.add(column(block.columns().get(i), from, rows, places[i]));
            }
            writer.batch(rows, columns, Map.of());
        }
    }

    private static ColumnBuffers column(FrameColumn column, long from, int rows, Places places) {
        var buffers = column.buffers();
        MemorySegment validity = buffers.validity() == null ? null : bits(buffers.validity(), from, rows);
        long nulls = validity == null ? 0 : rows - ones(validity);
        if (places != null) {
            return new ColumnBuffers(nulls, validity, places.of(column, from, rows, validity), null);
        }
        int width = column.type().widthBytes();
        if (width == 0) {
            return new ColumnBuffers(nulls, validity, bits(buffers.values(), from, rows), null);
        }
        if (!column.type().isVariable()) {
            return new ColumnBuffers(
                    nulls, validity, buffers.values().asSlice(from * width, (long) rows * width), null);
        }
        long start = buffers.values().get(JAVA_LONG_UNALIGNED, from * Long.BYTES);
        long[] offsets = new long[rows + 1];
        for (int row = 0; row <= rows; row++) {
            offsets[row] = buffers.values().get(JAVA_LONG_UNALIGNED, (from + row) * Long.BYTES) - start;
        }
        MemorySegment data = offsets[rows] == 0
                ? MemorySegment.ofArray(new byte[0])
                : buffers.data().asSlice(start, offsets[rows]);
        return new ColumnBuffers(nulls, validity, MemorySegment.ofArray(offsets), data);
    }

    /// So many bits as bytes of their own; what is left of the last byte is zero.
    private static MemorySegment bits(MemorySegment source, long from, int rows) {
        byte[] bits = new byte[(rows + 7) >>> 3];
        for (int row = 0; row < rows; row++) {
            long at = from + row;
            int bit = source.get(JAVA_BYTE, at >>> 3) >>> (at & 7) & 1;
            bits[row >>> 3] |= (byte) (bit << (row & 7));
        }
        return MemorySegment.ofArray(bits);
    }

    private static long ones(MemorySegment bits) {
        long ones = 0;
        for (long at = 0; at < bits.byteSize(); at++) {
            ones += Integer.bitCount(bits.get(JAVA_BYTE, at) & 0xff);
        }
        return ones;
    }

    @Override
    public void finish() {
        for (int i = 0; i < places.length; i++) {
            if (places[i] != null) {
                writer.dictionary(i, places[i].texts);
            }
        }
        writer.finish(Map.of());
    }

    @Override
    public void close() {
        writer.close();
        file.close();
        pool.close();
    }

    /// The symbols of one column, numbered as they come.
    private static final class Places {
        private static final int ABSENT = -1;

        private final List<String> texts = new ArrayList<>();
        private int[] placeOfCode = {};

        MemorySegment of(FrameColumn column, long from, int rows, MemorySegment validity) {
            MemorySegment codes = column.buffers().values();
            int[] places = new int[rows];
            for (int row = 0; row < rows; row++) {
                boolean isNull = validity != null && (validity.get(JAVA_BYTE, (long) row >>> 3) >>> (row & 7) & 1) == 0;
                if (!isNull) {
                    places[row] = place(codes.get(JAVA_INT_UNALIGNED, (from + row) * Integer.BYTES), column);
                }
            }
            return MemorySegment.ofArray(places);
        }

        private int place(int code, FrameColumn column) {
            if (code >= placeOfCode.length) {
                int old = placeOfCode.length;
                placeOfCode = Arrays.copyOf(placeOfCode, Math.max(code + 1, old * 2));
                Arrays.fill(placeOfCode, old, placeOfCode.length, ABSENT);
            }
            if (placeOfCode[code] == ABSENT) {
                placeOfCode[code] = texts.size();
                texts.add(column.symbols().symbol(code));
            }
            return placeOfCode[code];
        }
    }
}
