package io.arenite.partitions.arrow;

import io.airlift.compress.v3.Compressor;
import io.arenite.arena.Arena;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.OpenFile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/// Writes an Arrow IPC file from where columns lie, front to back. [ArrowFileLayout] has the layout; each
/// buffer begins at a multiple of 64 in the file, so that the mapped file has aligned columns, and has a
/// [checksum][Checksums].
///
///     schema, any number of dictionaries and batches, footer:    create, dictionary ..., batch ..., finish
///
/// A batch's header is written after its body, over the space left for it: so a body is read once, for its
/// checksum and into the file, and compressed buffers need not be kept. Not thread safe. The file stays open,
/// and is not synced.
public final class ArrowFileWriter implements AutoCloseable {
    /// Of a large buffer between checksum and write, so that it is still in the cache.
    private static final long CHUNK_BYTES = 1 << 20;

    private final ArrowSchema schema;
    private final ArrowCompression compression;
    private final MemoryPool pool;
    private final MemoryAccount account;
    private final StagedOutput output;
    private final List<ArrowBlock> dictionaries = new ArrayList<>();
    private final List<ArrowBlock> batches = new ArrayList<>();
    private final StringBuilder dictionaryChecksums = new StringBuilder();
    private final StringBuilder batchChecksums = new StringBuilder();
    private int schemaChecksum;
    /// Takes a compressed buffer; null until there is one.
    private Arena compressed;

    private ArrowFileWriter(
            OpenFile file, ArrowSchema schema, ArrowCompression compression, MemoryPool pool, MemoryAccount account) {
        this.schema = schema;
        this.compression = compression;
        this.pool = pool;
        this.account = account;
        this.output = new StagedOutput(file, pool, account);
    }

    /// @param file empty
    public static ArrowFileWriter create(
            OpenFile file, ArrowSchema schema, ArrowCompression compression, MemoryPool pool, MemoryAccount account) {
        MemorySegment header = HeaderEncoder.schema(schema);
        ArrowFileWriter writer = new ArrowFileWriter(file, schema, compression, pool, account);
        try {
            writer.begin(header);
        } catch (RuntimeException failed) {
            writer.close();
            throw failed;
        }
        return writer;
    }

    /// What codes of a symbol column stand for; text number c is that of code c.
    ///
    /// @param texts null for a code that has none
    public void dictionary(long id, List<String> texts) {
        byte[][] encoded = new byte[texts.size()][];
        MemorySegment validity =
                MemorySegment.ofArray(new byte[Math.toIntExact(ArrowTarget.bitmapBytes(texts.size()))]);
        MemorySegment offsets =
                MemorySegment.ofArray(new byte[Math.toIntExact(ArrowTarget.VARIABLE.valuesBytes(texts.size()))]);
        long total = 0;
        int nulls = 0;
        for (int code = 0; code < encoded.length; code++) {
            String text = texts.get(code);
            encoded[code] = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
            total += encoded[code].length;
            nulls += text == null ? 1 : 0;
            if (text != null) {
                ArrowVector.setBit(validity, code);
            }
            offsets.set(ArrowFileLayout.LONG, (code + 1L) * Long.BYTES, total);
        }
        MemorySegment bytes = MemorySegment.ofArray(new byte[Math.toIntExact(total)]);
        for (int code = 0; code < encoded.length; code++) {
            long at = offsets.get(ArrowFileLayout.LONG, (long) code * Long.BYTES);
            MemorySegment.copy(MemorySegment.ofArray(encoded[code]), 0, bytes, at, encoded[code].length);
        }
        dictionary(id, texts.size(), new ColumnBuffers(nulls, nulls == 0 ? null : validity, offsets, bytes));
    }

    /// What codes of a symbol column stand for, as large_utf8.
    public void dictionary(long id, long count, ColumnBuffers texts) {
        ArrowField field = ArrowField.of("dictionary " + id, new ArrowType.Text(ArrowType.Layout.OFFSETS_64));
        ArrowBlock block = write(
                count,
                List.of(field),
                List.of(texts),
                Map.of(),
                (batch, bodyBytes) -> HeaderEncoder.dictionaryBatch(id, batch, bodyBytes),
                dictionaryChecksums);
        dictionaries.add(block);
    }

    /// Rows of all columns.
    ///
    /// @param columns in the order of the schema
    /// @param metadata of the batch, to which checksums are added
    public ArrowBlock batch(long rows, List<ColumnBuffers> columns, Map<String, String> metadata) {
        if (columns.size() != schema.fields().size()) {
            throw new IllegalArgumentException("batch has another number of columns: columns=" + columns.size()
                    + ", schema=" + schema.fields().size());
        }
        ArrowBlock block = write(rows, schema.fields(), columns, metadata, HeaderEncoder::recordBatch, batchChecksums);
        batches.add(block);
        return block;
    }

    /// The file's end.
    ///
    /// @param metadata of the footer, to which checksums are added
    /// @return the file's size
    public long finish(Map<String, String> metadata) {
        Map<String, String> pairs = new LinkedHashMap<>(metadata);
        StringBuilder checksums = new StringBuilder();
        Checksums.append(checksums, schemaChecksum);
        pairs.put(
                Checksums.KEY,
                checksums.append(dictionaryChecksums).append(batchChecksums).toString());
        MemorySegment footer = HeaderEncoder.footer(schema, dictionaries, batches, pairs);
        MemorySegment frame =
                MemorySegment.ofArray(new byte[ArrowFileLayout.PREFIX_BYTES + ArrowFileLayout.SEAL_BYTES]);
        frame.set(ArrowFileLayout.INT, 0, ArrowFileLayout.CONTINUATION);
        MemorySegment seal = frame.asSlice(ArrowFileLayout.PREFIX_BYTES);
        seal.copyFrom(MemorySegment.ofArray(ArrowFileLayout.SEAL));
        seal.set(ArrowFileLayout.INT, ArrowFileLayout.SEAL.length, Checksums.of(footer));
        output.write(frame);
        output.write(footer);
        MemorySegment tail = MemorySegment.ofArray(new byte[ArrowFileLayout.TAIL_BYTES]);
        tail.set(ArrowFileLayout.INT, 0, Math.toIntExact(footer.byteSize()));
        tail.asSlice(Integer.BYTES).copyFrom(MemorySegment.ofArray(ArrowFileLayout.MAGIC));
        output.write(tail);
        output.flush();
        return output.position();
    }

    /// Gives the writer's memory back.
    @Override
    public void close() {
        output.close();
        if (compressed != null) {
            compressed.release();
            compressed = null;
        }
    }

    private void begin(MemorySegment header) {
        output.write(MemorySegment.ofArray(ArrowFileLayout.MAGIC));
        output.pad(ArrowFileLayout.HEAD_BYTES);
        int metadataBytes = metadataBytes(header.byteSize());
        MemorySegment message = message(header, metadataBytes);
        schemaChecksum = Checksums.of(message);
        output.write(message);
    }

    private ArrowBlock write(
            long rows,
            List<ArrowField> fields,
            List<ColumnBuffers> columns,
            Map<String, String> metadata,
            BatchEncoder encoder,
            StringBuilder headerChecksums) {
        List<MemorySegment> buffers = buffers(rows, fields, columns);
        long[] nodes = new long[2 * columns.size()];
        for (int index = 0; index < columns.size(); index++) {
            nodes[2 * index] = rows;
            nodes[2 * index + 1] = columns.get(index).nullCount();
        }
        long[] ranges = new long[2 * buffers.size()];
        Map<String, String> pairs = new LinkedHashMap<>(metadata);
        var header = new HeaderEncoder.BatchHeader(rows, nodes, ranges, compression, pairs);
        int metadataBytes = metadataBytes(header.mostBytes(Checksums.DIGITS * buffers.size()));
        long start = output.position();
        long body = start + metadataBytes;
        output.pad(body);
        StringBuilder checksums = new StringBuilder();
        for (int index = 0; index < buffers.size(); index++) {
            ranges[2 * index] = output.position() - body;
            Checksums.append(checksums, writeBuffer(buffers.get(index)));
            ranges[2 * index + 1] = output.position() - body - ranges[2 * index];
            output.pad(ArrowFileLayout.align(output.position()));
        }
        long bodyBytes = output.position() - body;
        pairs.put(Checksums.KEY, checksums.toString());
        MemorySegment message = message(encoder.encode(header, bodyBytes), metadataBytes);
        Checksums.append(headerChecksums, Checksums.of(message));
        output.patch(start, message);
        return new ArrowBlock(start, metadataBytes, bodyBytes);
    }

    /// From here to where a body begins.
    private int metadataBytes(long headerBytes) {
        long start = output.position();
        return Math.toIntExact(ArrowFileLayout.align(start + ArrowFileLayout.PREFIX_BYTES + headerBytes) - start);
    }

    /// A header with what stands before it, as long as is asked.
    static MemorySegment message(MemorySegment header, int metadataBytes) {
        MemorySegment message = MemorySegment.ofArray(new byte[metadataBytes]);
        message.set(ArrowFileLayout.INT, 0, ArrowFileLayout.CONTINUATION);
        message.set(ArrowFileLayout.INT, Integer.BYTES, metadataBytes - ArrowFileLayout.PREFIX_BYTES);
        MemorySegment.copy(header, 0, message, ArrowFileLayout.PREFIX_BYTES, header.byteSize());
        return message;
    }

    private static List<MemorySegment> buffers(long rows, List<ArrowField> fields, List<ColumnBuffers> columns) {
        MemorySegment absent = MemorySegment.ofArray(new byte[0]);
        List<MemorySegment> buffers = new ArrayList<>();
        for (int index = 0; index < columns.size(); index++) {
            ColumnBuffers column = columns.get(index);
            ArrowTarget target = ArrowTarget.of(fields.get(index));
            requireBytes(fields.get(index), column.values(), target.valuesBytes(rows));
            if (column.validity() != null) {
                requireBytes(fields.get(index), column.validity(), ArrowTarget.bitmapBytes(rows));
            }
            buffers.add(column.nullCount() == 0 ? absent : column.validity());
            buffers.add(column.values());
            if (target == ArrowTarget.VARIABLE) {
                buffers.add(column.bytes());
            }
        }
        return buffers;
    }

    private static void requireBytes(ArrowField field, MemorySegment buffer, long bytes) {
        if (buffer.byteSize() != bytes) {
            throw new IllegalArgumentException("column has another length: field=" + field.name() + ", bytes="
                    + buffer.byteSize() + ", needed=" + bytes);
        }
    }

    /// @return the checksum of what is written
    private int writeBuffer(MemorySegment buffer) {
        if (compression == ArrowCompression.NONE || buffer.byteSize() == 0) {
            return writeBytes(new CRC32C(), buffer);
        }
        long length = buffer.byteSize() > Codecs.MAX_BYTES ? ArrowFileLayout.NOT_COMPRESSED : compress(buffer);
        MemorySegment prefix = MemorySegment.ofArray(new byte[ArrowFileLayout.COMPRESSED_PREFIX_BYTES]);
        boolean smaller = length >= 0 && length < buffer.byteSize();
        prefix.set(ArrowFileLayout.LONG, 0, smaller ? buffer.byteSize() : ArrowFileLayout.NOT_COMPRESSED);
        CRC32C checksum = new CRC32C();
        writeBytes(checksum, prefix);
        return writeBytes(checksum, smaller ? compressed.segment().asSlice(0, length) : buffer);
    }

    private int writeBytes(CRC32C checksum, MemorySegment bytes) {
        for (long at = 0; at < bytes.byteSize(); at += CHUNK_BYTES) {
            MemorySegment chunk = bytes.asSlice(at, Math.min(CHUNK_BYTES, bytes.byteSize() - at));
            Checksums.update(checksum, chunk);
            output.write(chunk);
        }
        return (int) checksum.getValue();
    }

    /// @return how many bytes of the arena the buffer takes
    private long compress(MemorySegment buffer) {
        Compressor compressor = Codecs.compressor(compression);
        long needed = compressor.maxCompressedLength((int) buffer.byteSize());
        if (compressed == null || compressed.sizeBytes() < needed) {
            if (compressed != null) {
                compressed.release();
                compressed = null;
            }
            Arena larger = pool.allocate("arrow compression", needed, account);
            try {
                larger.commit(0, larger.sizeBytes());
            } catch (RuntimeException refused) {
                larger.release();
                throw refused;
            }
            compressed = larger;
        }
        return compressor.compress(buffer, compressed.segment());
    }

    private interface BatchEncoder {
        MemorySegment encode(HeaderEncoder.BatchHeader header, long bodyBytes);
    }
}
