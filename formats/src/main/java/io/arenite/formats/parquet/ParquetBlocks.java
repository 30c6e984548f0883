package io.arenite.formats.parquet;

import io.arenite.engine.frame.FrameColumn;
import io.arenite.formats.export.BlockWriter;
import io.arenite.formats.export.RowBlock;
import io.arenite.formats.export.RowSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/// Writes a Parquet file, column by column. What is written of a row group lies in memory, encoded and
/// compressed, until the group is full.
public final class ParquetBlocks implements BlockWriter {
    private static final int PAGE_ROWS = 1 << 14;
    private static final int INDEX_TEXT_BYTES = 64;

    private final List<RowSource.Field> fields;
    private final MessageType schema;
    private final ParquetProperties properties;
    private final PageCodecs codecs = new PageCodecs();
    private final CompressionCodecName codec;
    private final long groupRows;
    private final ParquetFileWriter file;

    private ColumnChunkPageWriteStore pages;
    private List<ColumnEncoder> encoders = List.of();
    private long rowsInGroup;

    private ParquetBlocks(
            List<RowSource.Field> fields,
            MessageType schema,
            ParquetProperties properties,
            CompressionCodecName codec,
            long groupRows,
            ParquetFileWriter file) {
        this.fields = fields;
        this.schema = schema;
        this.properties = properties;
        this.codec = codec;
        this.groupRows = groupRows;
        this.file = file;
    }

    /// @param compression `uncompressed`, `snappy`, `gzip`, `zstd` or `lz4`
    /// @param groupRows rows of a row group, at most
    public static ParquetBlocks create(Path path, List<RowSource.Field> fields, String compression, long groupRows)
            throws IOException {
        CompressionCodecName codec = codec(compression);
        List<Type> types = new ArrayList<>();
        fields.forEach(field -> types.add(ParquetTypes.of(field.name(), field.type())));
        MessageType schema = new MessageType("arenite", types);
        ParquetProperties properties = ParquetProperties.builder()
                .withAllocator(new HeapByteBufferAllocator())
                .build();
        var file = new ParquetFileWriter(
                new LocalOutputFile(path),
                schema,
                ParquetFileWriter.Mode.OVERWRITE,
                Long.MAX_VALUE,
                0,
                null,
                properties);
        var blocks = new ParquetBlocks(fields, schema, properties, codec, groupRows, file);
        try {
            file.start();
            return blocks;
        } catch (IOException | RuntimeException e) {
            blocks.close();
            throw e;
        }
    }

    private static CompressionCodecName codec(String name) {
        return switch (name) {
            case "uncompressed" -> CompressionCodecName.UNCOMPRESSED;
            case "snappy" -> CompressionCodecName.SNAPPY;
            case "gzip" -> CompressionCodecName.GZIP;
            case "zstd" -> CompressionCodecName.ZSTD;
            case "lz4" -> CompressionCodecName.LZ4_RAW;
            default ->
                throw new IllegalArgumentException(
                        "unknown compression: compression=" + name + ", known=uncompressed, snappy, gzip, zstd, lz4");
        };
    }

    @Override
    public void write(RowBlock block) throws IOException {
        long from = 0;
        while (from < block.rows()) {
            if (pages == null) {
                beginGroup();
            }
            long to = Math.min(block.rows(), from + Math.min(PAGE_ROWS, groupRows - rowsInGroup));
            for (int i = 0; i < encoders.size(); i++) {
                FrameColumn column = block.columns().get(i);
                encoders.get(i).page(column, from, to);
            }
            rowsInGroup += to - from;
            from = to;
            if (rowsInGroup == groupRows) {
                endGroup();
            }
        }
    }

    private void beginGroup() {
        pages = new ColumnChunkPageWriteStore(
                codecs.getCompressor(codec), schema, new HeapByteBufferAllocator(), INDEX_TEXT_BYTES, true);
        List<ColumnDescriptor> columns = schema.getColumns();
        encoders = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            ColumnDescriptor column = columns.get(i);
            encoders.add(new ColumnEncoder(fields.get(i).type(), column, properties, pages.getPageWriter(column)));
        }
    }

    private void endGroup() throws IOException {
        for (ColumnEncoder encoder : encoders) {
            encoder.finish();
        }
        file.startBlock(rowsInGroup);
        pages.flushToFileWriter(file);
        file.endBlock();
        closeGroup();
    }

    private void closeGroup() {
        encoders.forEach(ColumnEncoder::close);
        encoders = List.of();
        if (pages != null) {
            pages.close();
            pages = null;
        }
        rowsInGroup = 0;
    }

    @Override
    public void finish() throws IOException {
        if (pages != null) {
            endGroup();
        }
        file.end(Map.of(ArrowNote.KEY, ArrowNote.of(fields)));
    }

    @Override
    public void close() throws IOException {
        closeGroup();
        file.close();
    }
}
