package io.arenite.formats.parquet;

import io.arenite.formats.rows.RowChunk;
import io.arenite.formats.rows.RowError;
import io.arenite.formats.rows.RowException;
import io.arenite.formats.rows.RowFile;
import io.arenite.formats.rows.SourceField;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.arrow.ArrowField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/// A Parquet file, read row group by row group and column by column.
public final class ParquetRows implements RowFile {
    private final Path path;
    private final ParquetFileReader file;
    private final MessageType schema;
    private final long sizeBytes;
    private final List<SourceField> fields;

    private MessageType selected;
    private ValueReader[] values;
    private ColumnReader[] columns = {};
    private int[] definedLevels;
    private PageReadStore group;
    private long leftInGroup;
    private long readRows;

    private ParquetRows(Path path, ParquetFileReader file, long sizeBytes) {
        this.path = path;
        this.file = file;
        this.sizeBytes = sizeBytes;
        this.schema = file.getFileMetaData().getSchema();
        List<ArrowField> arrow = ArrowNote.fields(path, file.getFileMetaData());
        this.fields = IntStream.range(0, schema.getFieldCount())
                .mapToObj(place -> ParquetTypes.field(schema.getType(place), arrow.get(place)))
                .toList();
    }

    /// @throws RowException if it cannot be read or is no Parquet file
    public static ParquetRows open(Path path) {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new PageCodecs())
                .withUseHadoopVectoredIo(false)
                .usePageChecksumVerification()
                .build();
        ParquetFileReader file = null;
        try {
            long sizeBytes = Files.size(path);
            file = ParquetFileReader.open(new LocalInputFile(path), options);
            return new ParquetRows(path, file, sizeBytes);
        } catch (IOException | RuntimeException e) {
            closeQuietly(file);
            throw damaged(path, e);
        }
    }

    /// The library tells of a damaged file by many exceptions, hardly any of which name the file.
    private static RowException damaged(Path path, Exception e) {
        if (e instanceof RowException known) {
            return known;
        }
        if (e instanceof java.nio.file.AccessDeniedException) {
            return new RowException(RowError.ofFile("may not be read", path.toString()), e);
        }
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        boolean foreign = message.contains("is not a Parquet file");
        String rule = foreign ? "not a Parquet file" : "cannot be read as Parquet (" + message + ")";
        return new RowException(RowError.ofFile(rule, path.toString()), e);
    }

    ParquetMetadata footer() {
        return file.getFooter();
    }

    @Override
    public List<SourceField> fields() {
        return fields;
    }

    @Override
    public void select(List<Wanted> wanted, ToIntFunction<String> intern) {
        List<Type> types = new ArrayList<>();
        values = new ValueReader[wanted.size()];
        for (int i = 0; i < values.length; i++) {
            Type type = schema.getType(wanted.get(i).field());
            ColumnType as = wanted.get(i).as();
            types.add(type);
            values[i] = ValueReader.of(i, type.asPrimitiveType(), as, intern);
        }
        selected = new MessageType(schema.getName(), types);
        file.setRequestedSchema(selected);
    }

    @Override
    public boolean read(RowChunk chunk) {
        try {
            while (leftInGroup == 0) {
                if (!openNextGroup()) {
                    return false;
                }
            }
            int rows = (int) Math.min(RowChunk.CAPACITY, leftInGroup);
            for (int i = 0; i < columns.length; i++) {
                readColumn(i, chunk, rows);
            }
            chunk.rows(rows);
            leftInGroup -= rows;
            readRows += rows;
            return true;
        } catch (IOException | RuntimeException e) {
            throw damaged(path, e);
        }
    }

    private boolean openNextGroup() throws IOException {
        closeGroup();
        group = file.readNextRowGroup();
        if (group == null) {
            return false;
        }
        leftInGroup = group.getRowCount();
        if (leftInGroup > 0) {
            String createdBy = file.getFileMetaData().getCreatedBy();
            var store = new ColumnReadStoreImpl(group, new Readers(values), selected, createdBy);
            List<ColumnDescriptor> descriptors = selected.getColumns();
            columns = new ColumnReader[descriptors.size()];
            definedLevels = new int[columns.length];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = store.getColumnReader(descriptors.get(i));
                definedLevels[i] = descriptors.get(i).getMaxDefinitionLevel();
            }
        }
        return true;
    }

    private void readColumn(int index, RowChunk chunk, int rows) {
        ColumnReader column = columns[index];
        ValueReader reader = values[index];
        int defined = definedLevels[index];
        reader.begin(chunk);
        for (int row = 0; row < rows; row++) {
            if (column.getCurrentDefinitionLevel() == defined) {
                reader.row = row;
                column.writeCurrentValueToConverter();
            } else {
                chunk.column(index).setNull(row);
            }
            column.consume();
        }
    }

    @Override
    public double share() {
        return file.getRecordCount() == 0 ? 1 : (double) readRows / file.getRecordCount();
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    private void closeGroup() {
        if (group != null) {
            group.close();
            group = null;
        }
    }

    @Override
    public void close() {
        closeGroup();
        closeQuietly(file);
    }

    private static void closeQuietly(ParquetFileReader file) {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // It was only read, and the error on the way out is the one that the caller needs to see.
            }
        }
    }

    /// The readers of the columns, as the library wants them.
    private static final class Readers extends GroupConverter {
        private final ValueReader[] readers;

        Readers(ValueReader[] readers) {
            this.readers = readers;
        }

        @Override
        public Converter getConverter(int index) {
            return readers[index];
        }

        @Override
        public void start() {
            // Called once a record, and there are none here.
        }

        @Override
        public void end() {
            // As above.
        }
    }
}
