package io.arenite.partitions.arrow;

import io.arenite.arena.file.CorruptFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.CompressionType;

/// Finds the columns of one record batch. The header lists nodes (rows and nulls) and buffers of all fields,
/// nested ones too, depth first; how many belong to a field its type tells.
final class BatchLayout {
    private final Path file;
    private final FlatTable header;
    private final ArrowBlock block;
    private final FlatTable.Elements nodes;
    private final FlatTable.Elements ranges;
    private final FlatTable.Elements variadicCounts;
    private final long rows;
    private int nextNode;
    private int nextRange;
    private int nextVariadic;

    /// @param header RecordBatch: length, nodes, buffers, compression, variadicBufferCounts
    BatchLayout(Path file, FlatTable header, ArrowBlock block) {
        this.file = file;
        this.header = header;
        this.block = block;
        this.rows = header.int64(0, 0);
        this.nodes = header.elements(1, ArrowFileLayout.NODE_BYTES);
        this.ranges = header.elements(2, ArrowFileLayout.RANGE_BYTES);
        this.variadicCounts = header.elements(4, Long.BYTES);
        if (rows < 0) {
            throw header.corrupt("number of rows is wrong", ", rows=" + rows);
        }
    }

    long rows() {
        return rows;
    }

    /// BodyCompression: codec, method.
    ArrowCompression compression() {
        FlatTable compression = header.table(3);
        if (compression == null) {
            return ArrowCompression.NONE;
        }
        int codec = compression.int8(0, CompressionType.LZ4_FRAME);
        int method = compression.int8(1, BodyCompressionMethod.BUFFER);
        if (method != BodyCompressionMethod.BUFFER || codec < 0 || codec > CompressionType.ZSTD) {
            throw new UnsupportedArrowException(
                    "unsupported compression: file=" + file + ", codec=" + codec + ", method=" + method);
        }
        return codec == CompressionType.ZSTD ? ArrowCompression.ZSTD : ArrowCompression.LZ4;
    }

    List<ArrowColumn> columns(List<ArrowField> fields) {
        List<ArrowColumn> columns = new ArrayList<>(fields.size());
        for (ArrowField field : fields) {
            ArrowColumn column = column(field, field.storage());
            if (column.rows() != rows) {
                throw header.corrupt(
                        "column has another number of rows",
                        ", field=" + field.name() + ", rows=" + column.rows() + ", rows of batch=" + rows);
            }
            columns.add(column);
        }
        if (nextNode != nodes.count() || nextRange != ranges.count()) {
            throw header.corrupt(
                    "batch has more columns than its schema",
                    ", nodes=" + nodes.count() + ", used=" + nextNode + ", buffers=" + ranges.count() + ", used="
                            + nextRange);
        }
        return List.copyOf(columns);
    }

    private ArrowColumn column(ArrowField field, ArrowType storage) {
        if (nextNode >= nodes.count()) {
            throw header.corrupt("batch lacks a column", ", field=" + field.name());
        }
        long length = nodes.int64(nextNode, 0);
        long nulls = nodes.int64(nextNode, Long.BYTES);
        nextNode++;
        if (length < 0 || nulls < 0 || nulls > length) {
            throw header.corrupt(
                    "number of nulls is wrong", ", field=" + field.name() + ", rows=" + length + ", nulls=" + nulls);
        }
        int count = buffers(field, storage);
        List<BufferRange> buffers = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            buffers.add(range(field));
        }
        List<ArrowColumn> children = new ArrayList<>();
        if (field.dictionary() == null) {
            for (ArrowField child : field.children()) {
                children.add(column(child, child.storage()));
            }
        }
        return new ArrowColumn(field, length, nulls, List.copyOf(buffers), List.copyOf(children));
    }

    private int buffers(ArrowField field, ArrowType storage) {
        return switch (storage) {
            case ArrowType.Null nothing -> 0;
            case ArrowType.RunEndEncoded runs -> 0;
            case ArrowType.Text text -> text.layout() == ArrowType.Layout.VIEWS ? 2 + variadic(field) : 3;
            case ArrowType.Bytes bytes -> bytes.layout() == ArrowType.Layout.VIEWS ? 2 + variadic(field) : 3;
            case ArrowType.Opaque opaque -> opaque.buffers();
            case ArrowType.Bool bool -> 2;
            case ArrowType.Int integer -> 2;
            case ArrowType.FloatingPoint number -> 2;
            case ArrowType.Decimal decimal -> 2;
            case ArrowType.Date date -> 2;
            case ArrowType.Time time -> 2;
            case ArrowType.Timestamp timestamp -> 2;
            case ArrowType.Duration duration -> 2;
            case ArrowType.FixedSizeBinary binary -> 2;
        };
    }

    private int variadic(ArrowField field) {
        long count = nextVariadic < variadicCounts.count() ? variadicCounts.int64(nextVariadic, 0) : -1;
        nextVariadic++;
        if (count < 0 || count > ranges.count() - nextRange) {
            throw header.corrupt("number of view buffers is wrong", ", field=" + field.name() + ", buffers=" + count);
        }
        return (int) count;
    }

    private BufferRange range(ArrowField field) {
        if (nextRange >= ranges.count()) {
            throw header.corrupt("batch lacks a buffer", ", field=" + field.name());
        }
        long offset = ranges.int64(nextRange, 0);
        long length = ranges.int64(nextRange, Long.BYTES);
        nextRange++;
        if (length == 0) {
            return new BufferRange(block.bodyOffset(), 0);
        }
        if (offset < 0 || length < 0 || length > block.bodyBytes() || offset > block.bodyBytes() - length) {
            throw new CorruptFileException(
                    "buffer leads out of its batch",
                    file,
                    block.bodyOffset(),
                    ", field=" + field.name() + ", offset=" + offset + ", length=" + length + ", body="
                            + block.bodyBytes());
        }
        return new BufferRange(block.bodyOffset() + offset, length);
    }
}
