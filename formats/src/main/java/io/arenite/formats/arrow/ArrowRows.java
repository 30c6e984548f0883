package io.arenite.formats.arrow;

import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import io.arenite.arena.file.StorageException;
import io.arenite.formats.rows.RowChunk;
import io.arenite.formats.rows.RowError;
import io.arenite.formats.rows.RowException;
import io.arenite.formats.rows.RowFile;
import io.arenite.formats.rows.SourceField;
import io.arenite.partitions.ArrowSchemas;
import io.arenite.partitions.arrow.ArrowBatch;
import io.arenite.partitions.arrow.ArrowField;
import io.arenite.partitions.arrow.ArrowFile;
import io.arenite.partitions.arrow.HeapMemory;
import io.arenite.partitions.arrow.UnsupportedArrowException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/// An Arrow IPC file or stream, read record batch by record batch.
public final class ArrowRows implements RowFile {
    private final OpenFile opened;
    private final ArrowFile file;
    private final List<SourceField> fields;

    private VectorReader[] readers;
    private ArrowBatch batch;
    private int nextBatch;
    private long nextRow;

    private ArrowRows(OpenFile opened, ArrowFile file) {
        this.opened = opened;
        this.file = file;
        this.fields = file.schema().fields().stream().map(ArrowRows::field).toList();
    }

    /// @throws RowException if it cannot be read or is no Arrow file
    public static ArrowRows open(Path path) {
        OpenFile opened = null;
        try {
            opened = FileLayer.system().openForReading(path);
            return new ArrowRows(opened, ArrowFile.open(opened));
        } catch (RuntimeException e) {
            if (opened != null) {
                opened.close();
            }
            throw told(e);
        }
    }

    /// What is wrong with the file, as an import tells it; the reader's messages name the file already.
    static RuntimeException told(RuntimeException e) {
        boolean isFile = e instanceof CorruptFileException
                || e instanceof UnsupportedArrowException
                || e instanceof StorageException;
        return isFile ? new RowException(new RowError(e.getMessage(), null, -1, null, null, null), e) : e;
    }

    private static SourceField field(ArrowField field) {
        return SourceField.of(field.name(), ArrowSchemas.columnType(field), field.typeName());
    }

    @Override
    public List<SourceField> fields() {
        return fields;
    }

    @Override
    public void select(List<Wanted> columns, ToIntFunction<String> intern) {
        readers = IntStream.range(0, columns.size())
                .mapToObj(place -> new VectorReader(file, place, columns.get(place), intern))
                .toArray(VectorReader[]::new);
    }

    @Override
    public boolean read(RowChunk chunk) {
        try {
            while (batch == null || nextRow == batch.rows()) {
                if (nextBatch == file.batchCount()) {
                    return false;
                }
                openBatch();
            }
            int rows = (int) Math.min(RowChunk.CAPACITY, batch.rows() - nextRow);
            for (VectorReader reader : readers) {
                reader.read(nextRow, rows, chunk);
            }
            chunk.rows(rows);
            nextRow += rows;
            return true;
        } catch (RuntimeException e) {
            throw told(e);
        }
    }

    private void openBatch() {
        batch = file.batch(nextBatch++);
        nextRow = 0;
        for (VectorReader reader : readers) {
            reader.begin(batch);
        }
    }

    @Override
    public double share() {
        double inBatch = batch == null || batch.rows() == 0 ? 0 : (double) nextRow / batch.rows();
        return file.batchCount() == 0 ? 1 : Math.max(0, nextBatch - 1 + inBatch) / file.batchCount();
    }

    @Override
    public long sizeBytes() {
        return opened.sizeBytes();
    }

    ArrowFile file() {
        return file;
    }

    /// Memory for what is decoded of some rows.
    static HeapMemory memory() {
        return new HeapMemory(Long.MAX_VALUE);
    }

    @Override
    public void close() {
        opened.close();
    }
}
