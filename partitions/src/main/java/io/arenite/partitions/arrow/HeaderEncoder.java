package io.arenite.partitions.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;

/// The flatbuffers of a file that is written. Defaults are written too, so that a header's length depends on
/// its counts and texts only, not on its numbers.
final class HeaderEncoder {
    /// More than the tables of a message take with their vtables and padding.
    private static final long TABLES_BYTES = 320;
    /// More than a pair takes beside its two texts: table, vtable, lengths, ends, padding, its place in the
    /// list.
    private static final long PAIR_BYTES = 48;

    private HeaderEncoder() {}

    /// What a header says of one batch.
    ///
    /// @param nodes rows and nulls of each column
    /// @param ranges offset in the body and length of each buffer
    record BatchHeader(
            long rows, long[] nodes, long[] ranges, ArrowCompression compression, Map<String, String> metadata) {

        /// The header is not longer than this, whatever its numbers.
        ///
        /// @param checksumDigits of the text that the metadata will have as well
        long mostBytes(int checksumDigits) {
            long bytes = TABLES_BYTES + PAIR_BYTES + Checksums.KEY.length() + checksumDigits;
            bytes += (long) (nodes.length + ranges.length) * Long.BYTES;
            for (Map.Entry<String, String> pair : metadata.entrySet()) {
                bytes += PAIR_BYTES + utf8Bytes(pair.getKey()) + utf8Bytes(pair.getValue());
            }
            return bytes;
        }

        private static long utf8Bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    static MemorySegment schema(ArrowSchema schema) {
        FlatBufferBuilder builder = builder();
        int header = SchemaEncoder.schema(builder, schema);
        return message(builder, MessageHeader.Schema, header, 0, Map.of());
    }

    static MemorySegment recordBatch(BatchHeader batch, long bodyBytes) {
        FlatBufferBuilder builder = builder();
        int header = batch(builder, batch);
        return message(builder, MessageHeader.RecordBatch, header, bodyBytes, batch.metadata());
    }

    static MemorySegment dictionaryBatch(long id, BatchHeader batch, long bodyBytes) {
        FlatBufferBuilder builder = builder();
        int header = DictionaryBatch.createDictionaryBatch(builder, id, batch(builder, batch), false);
        return message(builder, MessageHeader.DictionaryBatch, header, bodyBytes, batch.metadata());
    }

    static MemorySegment footer(
            ArrowSchema schema, List<ArrowBlock> dictionaries, List<ArrowBlock> batches, Map<String, String> metadata) {
        FlatBufferBuilder builder = builder();
        int encoded = SchemaEncoder.schema(builder, schema);
        int pairs = pairs(builder, metadata);
        Footer.startDictionariesVector(builder, dictionaries.size());
        int dictionaryBlocks = blocks(builder, dictionaries);
        Footer.startRecordBatchesVector(builder, batches.size());
        int batchBlocks = blocks(builder, batches);
        builder.finish(Footer.createFooter(builder, MetadataVersion.V5, encoded, dictionaryBlocks, batchBlocks, pairs));
        return MemorySegment.ofBuffer(builder.dataBuffer());
    }

    /// A vector of Arrow's KeyValue.
    static int pairs(FlatBufferBuilder builder, Map<String, String> metadata) {
        List<Integer> offsets = new ArrayList<>();
        metadata.forEach((key, value) -> {
            int keyOffset = builder.createString(key);
            offsets.add(KeyValue.createKeyValue(builder, keyOffset, builder.createString(value)));
        });
        return builder.createVectorOfTables(
                offsets.stream().mapToInt(Integer::intValue).toArray());
    }

    private static FlatBufferBuilder builder() {
        return new FlatBufferBuilder(4096);
    }

    private static MemorySegment message(
            FlatBufferBuilder builder, byte kind, int header, long bodyBytes, Map<String, String> metadata) {
        int pairs = pairs(builder, metadata);
        builder.finish(Message.createMessage(builder, MetadataVersion.V5, kind, header, bodyBytes, pairs));
        return MemorySegment.ofBuffer(builder.dataBuffer());
    }

    /// Vectors are built from their end.
    private static int batch(FlatBufferBuilder builder, BatchHeader batch) {
        int compression = compression(builder, batch.compression());
        RecordBatch.startBuffersVector(builder, batch.ranges().length / 2);
        for (int index = batch.ranges().length - 2; index >= 0; index -= 2) {
            Buffer.createBuffer(builder, batch.ranges()[index], batch.ranges()[index + 1]);
        }
        int ranges = builder.endVector();
        RecordBatch.startNodesVector(builder, batch.nodes().length / 2);
        for (int index = batch.nodes().length - 2; index >= 0; index -= 2) {
            FieldNode.createFieldNode(builder, batch.nodes()[index], batch.nodes()[index + 1]);
        }
        int nodes = builder.endVector();
        RecordBatch.startRecordBatch(builder);
        RecordBatch.addLength(builder, batch.rows());
        RecordBatch.addNodes(builder, nodes);
        RecordBatch.addBuffers(builder, ranges);
        if (compression != 0) {
            RecordBatch.addCompression(builder, compression);
        }
        return RecordBatch.endRecordBatch(builder);
    }

    private static int compression(FlatBufferBuilder builder, ArrowCompression compression) {
        return switch (compression) {
            case NONE -> 0;
            case LZ4 ->
                BodyCompression.createBodyCompression(builder, CompressionType.LZ4_FRAME, BodyCompressionMethod.BUFFER);
            case ZSTD ->
                BodyCompression.createBodyCompression(builder, CompressionType.ZSTD, BodyCompressionMethod.BUFFER);
        };
    }

    private static int blocks(FlatBufferBuilder builder, List<ArrowBlock> blocks) {
        for (ArrowBlock block : blocks.reversed()) {
            Block.createBlock(builder, block.offset(), block.metadataBytes(), block.bodyBytes());
        }
        return builder.endVector();
    }
}
