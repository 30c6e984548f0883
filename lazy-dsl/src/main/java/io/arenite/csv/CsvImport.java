package io.arenite.csv;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.arena.file.StorageException;
import io.arenite.partitions.PartitionBy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads files into a table. Each file is one commit, so it is in the table wholly or not at all.
///
/// A row that cannot be read ends the import or is counted, as the options say. What breaks a file's grammar
/// or its gzip data ends it in both cases. Rows need no order: late ones are the table's business, none is
/// lost.
public final class CsvImport {

    private static final int REPORTED_ERRORS = 5;

    private final CsvOptions options;
    private final CsvTarget target;
    private final ImportWatch watch;
    private final RowBatch batch;

    private final List<CsvError> firstErrors = new ArrayList<>();
    private int committedFiles;
    private long committedRows;
    private long skippedRows;
    private long textBytes;
    private long fileBytes;
    private long firstNs = Long.MAX_VALUE;
    private long lastNs = Long.MIN_VALUE;

    CsvImport(CsvLayout layout, CsvOptions options, CsvTarget target, ImportWatch watch) {
        this.options = options;
        this.target = target;
        this.watch = watch;
        this.batch = new RowBatch(layout, options.nullTexts(), target::intern);
    }

    /// Appends the files to a table that was made with the layout's schema.
    ///
    /// @throws CsvException naming file, line, column and text; what was committed before stays and is told
    /// @throws StorageException where the system refuses to write; the text tells what was committed before
    /// @throws ImportCancelledException if the watch says so
    public static CsvReport into(
            Table table, CsvLayout layout, List<Path> files, CsvOptions options, ImportWatch watch) {
        try (TableTarget target = TableTarget.open(table, layout)) {
            return new CsvImport(layout, options, target, watch).run(files);
        }
    }

    /// Appends the files to the table of that name, which is made where there is none. If there is
    /// one, the files have its columns, in any order, and its types. A table that was made for files
    /// of which nothing could be imported is dropped again.
    ///
    /// @throws CsvException naming file, line, column and text; what was committed before stays and is told
    /// @throws IllegalArgumentException if the options do not fit the table
    /// @throws ImportCancelledException if the watch says so
    public static CsvReport into(
            Arenite db, String name, PartitionBy partitionBy, List<Path> files, CsvOptions options, ImportWatch watch) {
        if (db.tables().contains(name)) {
            Table table = db.table(name);
            return into(table, CsvLayout.of(files, options, table.schema()), files, options, watch);
        }
        CsvLayout layout = CsvLayout.of(files, options);
        Table table = db.createTable(name, layout.schema(), partitionBy);
        boolean isKept = false;
        try {
            CsvReport report = into(table, layout, files, options, watch);
            isKept = true;
            return report;
        } finally {
            if (!isKept && table.count() == 0) {
                table.drop();
            }
        }
    }

    CsvReport run(List<Path> files) {
        long started = System.nanoTime();
        for (Path file : files) {
            boolean committed = false;
            try {
                long rows = readFile(file);
                target.commit();
                committed = true;
                committedFiles++;
                committedRows += rows;
            } catch (CsvException e) {
                throw e.afterCommitting(committedFiles, committedRows);
            } catch (StorageException e) {
                throw e.telling("committed before: files=" + committedFiles + ", rows=" + committedRows);
            } finally {
                if (!committed) {
                    target.rollback();
                }
            }
        }
        return new CsvReport(
                committedFiles,
                committedRows,
                skippedRows,
                firstErrors,
                textBytes,
                fileBytes,
                firstNs,
                lastNs,
                System.nanoTime() - started);
    }

    private long readFile(Path file) {
        // Files may be too small to fill a batch, at which it is asked again.
        requireWanted(file);
        try (CsvSource source = CsvSource.open(file)) {
            CsvRows rows = CsvRows.of(source, options.separator());
            CsvHeader header = CsvHeader.read(rows, file, options);
            batch.clear();
            batch.startFile(header.names(), file.toString());
            long count = 0;
            while (readRow(rows, file, header)) {
                if (batch.isFull()) {
                    count += flush();
                    watch.progress(
                            file.toString(),
                            committedRows + count,
                            textBytes + source.textBytes(),
                            (double) source.readBytes() / source.sizeBytes());
                    requireWanted(file);
                }
            }
            count += flush();
            textBytes += source.textBytes();
            fileBytes += source.sizeBytes();
            return count;
        }
    }

    private void requireWanted(Path file) {
        if (watch.isCancelled()) {
            throw new ImportCancelledException(file.toString(), committedFiles, committedRows);
        }
    }

    private boolean readRow(CsvRows rows, Path file, CsvHeader header) {
        try {
            if (!rows.next(batch)) {
                return false;
            }
        } catch (CsvException e) {
            throw new CsvException(withColumnName(e.error(), rows, header), e);
        }
        CsvError error = batch.endRow(rows.fieldCount());
        if (error != null) {
            refuse(error, rows, file);
        }
        return true;
    }

    private static CsvError withColumnName(CsvError error, CsvRows rows, CsvHeader header) {
        boolean named =
                error.column() != null && rows.fieldCount() < header.names().size();
        return named ? error.withColumn(header.names().get(rows.fieldCount())) : error;
    }

    private void refuse(CsvError error, CsvRows rows, Path file) {
        boolean abort = options.onError() == OnError.ABORT;
        skippedRows++;
        if (abort || firstErrors.size() < REPORTED_ERRORS) {
            CsvError located = error.at(file.toString(), rows.line());
            CsvError told = error.text() == null ? located.withText(rows.lineText(rows.line())) : located;
            if (abort) {
                throw new CsvException(withSkipHint(told));
            }
            firstErrors.add(told);
        }
    }

    /// A text among numbers is rather a bad row than a reason to read them all as text.
    private static CsvError withSkipHint(CsvError error) {
        boolean isText = error.hint() != null && error.hint().endsWith("=utf8");
        return isText ? error.withHint(error.hint() + " or --on-error skip") : error;
    }

    private int flush() {
        int rows = batch.rows();
        if (rows > 0) {
            target.append(batch);
            long[] tsNs = batch.timestamps();
            for (int row = 0; row < rows; row++) {
                firstNs = Math.min(firstNs, tsNs[row]);
                lastNs = Math.max(lastNs, tsNs[row]);
            }
            batch.clear();
        }
        return rows;
    }
}
