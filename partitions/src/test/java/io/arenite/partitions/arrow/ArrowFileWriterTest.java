package io.arenite.partitions.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.Arena;
import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArrowFileWriterTest {
    private static final int[] ROWS = {0, 1, 7, 8, 9, 63, 64, 65, 1000, 70_000};

    @TempDir
    Path folder;

    private final long seed = System.nanoTime();

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatItWrites(ArrowCompression compression) {
        List<List<ColumnBuffers>> batches = new ArrayList<>();
        RandomColumns columns = new RandomColumns(seed);
        for (int rows : ROWS) {
            batches.add(columns.batch(rows));
        }
        Path path = write(compression, batches);
        try (OpenFile opened = FileLayer.system().openForReading(path)) {
            ArrowSource source = ArrowSource.reading(opened, new HeapMemory(Long.MAX_VALUE));
            ArrowFile file = ArrowFile.openSealed(source);
            assertThat(file.schema()).isEqualTo(RandomColumns.SCHEMA);
            assertThat(file.metadata()).containsEntry("footer", "text");
            assertThat(file.batchCount()).isEqualTo(ROWS.length);
            for (int index = 0; index < ROWS.length; index++) {
                ArrowBatch batch = file.batch(index);
                assertThat(batch.rows()).isEqualTo(ROWS[index]);
                assertThat(batch.metadata()).containsEntry("batch", Integer.toString(index));
                assertThat(batch.compression()).isEqualTo(compression);
                compare(file, batch, batches.get(index));
            }
        }
    }

    private void compare(ArrowFile file, ArrowBatch batch, List<ColumnBuffers> written) {
        for (int column = 0; column < written.size(); column++) {
            ArrowField field = file.schema().fields().get(column);
            file.verify(file.source(), batch, column);
            assertThat(batch.columns().get(column).buffers())
                    .allMatch(range -> range.lengthBytes() == 0 || range.offset() % 64 == 0);
            assertThat(ArrowColumnReader.isDirect(batch, column))
                    .isEqualTo(batch.compression() == ArrowCompression.NONE);
            HeapMemory memory = new HeapMemory(1 << 30);
            ArrowVector vector = file.reader(batch, column, memory).read(memory);
            ColumnBuffers buffers = written.get(column);
            ArrowVector expected =
                    new ArrowVector(batch.rows(), aligned(buffers.values()), buffers.validity(), buffers.bytes());
            String[] texts = field.dictionary() == null
                    ? null
                    : file.dictionary(batch, column).texts();
            assertThat(VectorTexts.of(vector, field, texts))
                    .as("column %s, rows %d, seed %d", field.name(), batch.rows(), seed)
                    .isEqualTo(VectorTexts.of(expected, field, texts));
            if (texts != null) {
                assertThat(texts).containsExactlyElementsOf(RandomColumns.SYMBOLS);
            }
        }
    }

    @Test
    void mappedColumnsAreTheFilesOwnBytes() {
        Path path = write(ArrowCompression.NONE, List.of(new RandomColumns(seed).batch(1000)));
        try (MemoryPool pool = MemoryPool.create(MemoryOptions.defaults());
                OpenFile opened = FileLayer.system().openForReading(path)) {
            Arena mapped = opened.map(pool, "mapped", pool.account("files"), 0);
            MemorySegment bytes = mapped.segment().asSlice(0, opened.sizeBytes());
            ArrowFile file = ArrowFile.openSealed(ArrowSource.mapped(path, bytes));
            ArrowBatch batch = file.batch(0);
            for (int column = 0; column < batch.columns().size(); column++) {
                file.verify(file.source(), batch, column);
                MemorySegment values = file.reader(batch, column, new HeapMemory(0))
                        .read(new HeapMemory(0))
                        .values();
                BufferRange range = batch.columns().get(column).buffers().get(1);
                assertThat(values.address()).isEqualTo(bytes.address() + range.offset());
                assertThat(values.address() % 64).isZero();
            }
            mapped.release();
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsEveryFlippedBit(ArrowCompression compression) throws IOException {
        RandomColumns columns = new RandomColumns(seed);
        Path path = write(compression, List.of(columns.batch(50), columns.batch(3)));
        MemorySegment bytes = aligned(MemorySegment.ofArray(Files.readAllBytes(path)));
        ArrowSource source = ArrowSource.mapped(path, bytes);
        ArrowFileCheck.verify(source);
        for (long at = 0; at < bytes.byteSize(); at++) {
            byte right = bytes.get(JAVA_BYTE, at);
            bytes.set(JAVA_BYTE, at, (byte) (right ^ 1 << at % 8));
            assertThatThrownBy(() -> ArrowFileCheck.verify(source))
                    .as("flipped byte %d of %d, seed %d", at, bytes.byteSize(), seed)
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining("file=" + path)
                    .hasMessageContaining("offset=");
            bytes.set(JAVA_BYTE, at, right);
        }
    }

    /// Ten gigabytes of zeros, of which the disk has almost nothing.
    @Test
    void openingReadsTheEndOnlyHoweverLargeTheFileIs() {
        Path path = write(ArrowCompression.NONE, List.of(new RandomColumns(seed).batch(1000)));
        long hole = 10L << 30;
        try (OpenFile small = FileLayer.system().openForReading(path);
                OpenFile large = FileLayer.system().create(folder.resolve("large.arrow"))) {
            MemorySegment bytes = new HeapMemory(1 << 30).allocate(small.sizeBytes(), Long.BYTES);
            small.read(0, bytes);
            large.write(0, bytes.asSlice(0, ArrowFileLayout.HEAD_BYTES));
            large.write(hole, bytes);
            CountingSource counting = new CountingSource(ArrowSource.reading(large, new HeapMemory(1 << 20)));
            ArrowFile file = ArrowFile.open(counting);
            assertThat(file.schema()).isEqualTo(RandomColumns.SCHEMA);
            assertThat(file.batchCount()).isOne();
            assertThat(counting.bytes).isLessThan(16 << 10);
        }
    }

    /// How many bytes were asked for.
    private static final class CountingSource implements ArrowSource {
        private final ArrowSource source;
        private long bytes;

        private CountingSource(ArrowSource source) {
            this.source = source;
        }

        @Override
        public Path path() {
            return source.path();
        }

        @Override
        public long sizeBytes() {
            return source.sizeBytes();
        }

        @Override
        public MemorySegment slice(long offset, long lengthBytes) {
            bytes += lengthBytes;
            return source.slice(offset, lengthBytes);
        }
    }

    @Test
    void refusesColumnsOfAnotherLength() {
        ArrowSchema schema = new ArrowSchema(List.of(ArrowField.of("n", new ArrowType.Int(64, true))), Map.of());
        try (MemoryPool pool = MemoryPool.create(MemoryOptions.defaults());
                OpenFile file = FileLayer.system().create(folder.resolve("short.arrow"));
                ArrowFileWriter writer =
                        ArrowFileWriter.create(file, schema, ArrowCompression.NONE, pool, pool.account("writer"))) {
            assertThatThrownBy(() ->
                            writer.batch(2, List.of(ColumnBuffers.of(MemorySegment.ofArray(new byte[8]))), Map.of()))
                    .hasMessage("column has another length: field=n, bytes=8, needed=16");
            assertThatThrownBy(() -> writer.batch(2, List.of(), Map.of()))
                    .hasMessage("batch has another number of columns: columns=0, schema=1");
        }
    }

    private Path write(ArrowCompression compression, List<List<ColumnBuffers>> batches) {
        Path path = folder.resolve(compression + ".arrow");
        try (MemoryPool pool = MemoryPool.create(MemoryOptions.defaults());
                OpenFile file = FileLayer.system().create(path)) {
            MemoryAccount account = pool.account("writer");
            try (ArrowFileWriter writer =
                    ArrowFileWriter.create(file, RandomColumns.SCHEMA, compression, pool, account)) {
                writer.dictionary(RandomColumns.DICTIONARY, RandomColumns.SYMBOLS);
                for (int index = 0; index < batches.size(); index++) {
                    int rows =
                            Math.toIntExact(batches.get(index).get(1).values().byteSize());
                    ArrowBlock block = writer.batch(rows, batches.get(index), Map.of("batch", Integer.toString(index)));
                    assertThat(block.offset() % 64).isZero();
                }
                long size = writer.finish(Map.of("footer", "text"));
                assertThat(size).isEqualTo(file.sizeBytes());
            }
        }
        return path;
    }

    private static MemorySegment aligned(MemorySegment bytes) {
        return new HeapMemory(Long.MAX_VALUE).allocate(bytes.byteSize(), 8).copyFrom(bytes);
    }
}
