package io.arenite.formats;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.arena.file.StorageException;
import io.arenite.csv.CsvImport;
import io.arenite.csv.CsvOptions;
import io.arenite.csv.ImportCancelledException;
import io.arenite.csv.ImportWatch;
import io.arenite.csv.OnError;
import io.arenite.formats.arrow.ArrowRows;
import io.arenite.formats.parquet.ParquetRows;
import io.arenite.formats.rows.ChunkConverter;
import io.arenite.formats.rows.RowError;
import io.arenite.formats.rows.RowException;
import io.arenite.formats.rows.RowFile;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.SymbolDictionary;
import io.arenite.partitions.TableSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads files into a table, by the rules of [CsvImport]: each file is one commit, so it is in the table
/// wholly or not at all; a row that cannot be imported ends the import or is counted, as the options say;
/// the watch is told how far it is, and may stop it. Beside the table, memory goes to one row group or
/// record batch.
public final class FileImport {
    private static final int REPORTED_ERRORS = 5;

    private final Table table;
    private final FileFormat format;
    private final CsvOptions options;
    private final ImportWatch watch;
    private final List<String> firstErrors = new ArrayList<>();
    private int committedFiles;
    private long committedRows;
    private long skippedRows;
    private long fileBytes;
    private long firstNs = Long.MAX_VALUE;
    private long lastNs = Long.MIN_VALUE;

    private FileImport(Table table, FileFormat format, CsvOptions options, ImportWatch watch) {
        this.table = table;
        this.format = format;
        this.options = options;
        this.watch = watch;
    }

    /// Appends files of one format, which their names tell, to the table of that name, which is made
    /// where there is none. A table that was made for files of which nothing could be imported is dropped
    /// again.
    ///
    /// @param options of the names of columns, their types and what a bad row does; the rest is for CSV
    /// @throws RowException naming file, row and column; what was committed before stays and is told
    /// @throws io.arenite.csv.CsvException likewise, for CSV
    /// @throws IllegalArgumentException if the options or the formats do not fit
    /// @throws StorageException where the system refuses to write; the text tells what was committed before
    /// @throws ImportCancelledException if the watch says so
    public static ImportReport into(
            Arenite db, String name, PartitionBy partitionBy, List<Path> files, CsvOptions options, ImportWatch watch) {
        return into(db, name, partitionBy, files, format(files), options, watch);
    }

    /// The same for files of a format that the caller knows, whatever their names are.
    public static ImportReport into(
            Arenite db,
            String name,
            PartitionBy partitionBy,
            List<Path> files,
            FileFormat format,
            CsvOptions options,
            ImportWatch watch) {
        if (format == FileFormat.CSV) {
            return ImportReport.of(CsvImport.into(db, name, partitionBy, files, options, watch));
        }
        if (options.columnNames() != null) {
            throw new IllegalArgumentException("only CSV goes without names of columns: file=" + files.getFirst());
        }
        Path first = files.getFirst();
        boolean exists = db.tables().contains(name);
        Table table = exists ? db.table(name) : db.createTable(name, newSchema(first, format, options), partitionBy);
        boolean isKept = exists;
        try {
            if (exists) {
                try (RowFile file = open(first, format)) {
                    RowLayout.requireFits(file.fields(), first.toString(), options, table.schema());
                }
            }
            ImportReport report = new FileImport(table, format, options, watch).run(files);
            isKept = true;
            return report;
        } finally {
            if (!isKept && table.count() == 0) {
                table.drop();
            }
        }
    }

    /// Refuses files that no import could read, before anything is done.
    ///
    /// @throws RowException where one is missing or no file
    /// @throws IllegalArgumentException where their names tell no format, or several
    public static void requireReadable(List<Path> files) {
        format(files);
        files.forEach(FileImport::requireFile);
    }

    private static FileFormat format(List<Path> files) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no files given");
        }
        FileFormat format = FileFormat.of(files.getFirst());
        for (Path file : files) {
            if (FileFormat.of(file) != format) {
                throw new IllegalArgumentException(
                        "files of different formats: file=" + files.getFirst() + ", other=" + file);
            }
        }
        return format;
    }

    private static Schema newSchema(Path first, FileFormat format, CsvOptions options) {
        try (RowFile file = open(first, format)) {
            return RowLayout.schema(file.fields(), first.toString(), options);
        }
    }

    private static void requireFile(Path file) {
        String name = file.toString();
        if (!Files.exists(file)) {
            throw new RowException(RowError.ofFile("no such file", name));
        }
        if (!Files.isRegularFile(file)) {
            throw new RowException(
                    RowError.ofFile(Files.isDirectory(file) ? "a folder, not a file" : "not a regular file", name));
        }
    }

    private static RowFile open(Path file, FileFormat format) {
        requireFile(file);
        return switch (format) {
            case PARQUET -> ParquetRows.open(file);
            case ARROW -> ArrowRows.open(file);
            case CSV -> throw new IllegalArgumentException("not read here: file=" + file);
        };
    }

    private ImportReport run(List<Path> files) {
        long started = System.nanoTime();
        try (Appender appender = table.appender()) {
            for (Path file : files) {
                boolean committed = false;
                try {
                    long rows = readFile(file, appender);
                    appender.commit();
                    committed = true;
                    committedFiles++;
                    committedRows += rows;
                } catch (RowException e) {
                    throw e.afterCommitting(committedFiles, committedRows);
                } catch (StorageException e) {
                    throw e.telling("committed before: files=" + committedFiles + ", rows=" + committedRows);
                } finally {
                    if (!committed) {
                        appender.rollback();
                    }
                }
            }
        }
        long elapsedNs = System.nanoTime() - started;
        return new ImportReport(
                committedFiles, committedRows, skippedRows, firstErrors, fileBytes, firstNs, lastNs, elapsedNs);
    }

    private long readFile(Path path, Appender appender) {
        try (RowFile file = open(path, format);
                TableSnapshot snapshot = table.snapshot()) {
            Schema schema = table.schema();
            SymbolDictionary symbols = snapshot.table().symbols();
            Map<Integer, ColumnType> reading = RowLayout.reading(file.fields(), path.toString(), options, schema);
            List<RowFile.Wanted> wanted = new ArrayList<>();
            reading.forEach((field, type) -> wanted.add(new RowFile.Wanted(field, type)));
            file.select(wanted, symbols::intern);
            ChunkConverter converter = new ChunkConverter(schema, List.copyOf(reading.values()));
            ColumnBatch batch = ColumnBatch.of(schema, 0);
            long rows = 0;
            long firstRow = 0;
            while (file.read(converter.source())) {
                int read = converter.rows();
                report(converter.convert(), path.toString(), firstRow);
                firstRow += read;
                if (converter.rows() > 0) {
                    converter.into(batch);
                    appender.append(batch);
                    noteTimes(converter);
                }
                rows += converter.rows();
                watch.progress(
                        path.toString(),
                        committedRows + rows,
                        fileBytes + Math.round(file.sizeBytes() * file.share()),
                        file.share());
                if (watch.isCancelled()) {
                    throw new ImportCancelledException(path.toString(), committedFiles, committedRows);
                }
            }
            fileBytes += file.sizeBytes();
            return rows;
        }
    }

    private void report(List<ChunkConverter.Refused> refused, String file, long firstRow) {
        for (ChunkConverter.Refused bad : refused) {
            skippedRows++;
            RowError error = new RowError(bad.rule(), file, firstRow + bad.row(), bad.column(), bad.value(), null);
            if (options.onError() == OnError.ABORT) {
                throw new RowException(error.withHint("--on-error skip"));
            }
            if (firstErrors.size() < REPORTED_ERRORS) {
                firstErrors.add(error.message());
            }
        }
    }

    private void noteTimes(ChunkConverter converter) {
        long[] tsNs = converter.timestamps();
        for (int row = 0; row < converter.rows(); row++) {
            firstNs = Math.min(firstNs, tsNs[row]);
            lastNs = Math.max(lastNs, tsNs[row]);
        }
    }
}
