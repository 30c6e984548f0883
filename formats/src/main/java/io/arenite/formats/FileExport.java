package io.arenite.formats;

import io.arenite.Result;
import io.arenite.Table;
import io.arenite.arena.file.StorageException;
import io.arenite.csv.ImportWatch;
import io.arenite.formats.arrow.ArrowBlocks;
import io.arenite.formats.export.BlockWriter;
import io.arenite.formats.export.CsvBlocks;
import io.arenite.formats.export.RowBlock;
import io.arenite.formats.export.RowSource;
import io.arenite.formats.parquet.ParquetBlocks;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// Writes results and tables into files, whose format their names tell. A file is there as a whole or not
/// at all: it is written beside, under a name that ends in `.part`, and renamed.
public final class FileExport {
    private FileExport() {}

    /// Writes a result.
    ///
    /// @return the rows that were written
    /// @throws IOException naming the file, if it cannot be written
    public static long write(Result result, Path file, ExportOptions options) throws IOException {
        try (RowSource rows = RowSource.of(result)) {
            return write(rows, file, FileFormat.of(file), options, ImportWatch.NONE);
        }
    }

    /// Writes the rows of a table that are committed now: bucket by bucket, key by key, by time and
    /// arrival. Memory goes to one partition that is open and one row group.
    ///
    /// @param watch is told how far it is, and may stop it
    /// @return the rows that were written
    /// @throws IOException naming the file, if it cannot be written
    /// @throws ExportCancelledException if the watch says so; there is no file then
    public static long write(Table table, Path file, ExportOptions options, ImportWatch watch) throws IOException {
        try (RowSource rows = RowSource.of(table)) {
            return write(rows, file, FileFormat.of(file), options, watch);
        }
    }

    /// Writes rows from wherever they come, in a format that the caller knows.
    public static long write(RowSource source, Path file, FileFormat format, ExportOptions options, ImportWatch watch)
            throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        requirePlace(file, part);
        if (format == FileFormat.CSV && options.compression() != null) {
            throw new IllegalArgumentException("the name of CSV tells its compression, .csv or .csv.gz: file=" + file
                    + ", compression=" + options.compression());
        }
        boolean done = false;
        try {
            Files.deleteIfExists(part);
            long rows = write(source, format, part, file, options, watch);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            done = true;
            return rows;
        } catch (IOException | StorageException e) {
            throw new IOException("cannot be written: file=" + file + ", reason=" + reason(e), e);
        } finally {
            if (!done) {
                Files.deleteIfExists(part);
            }
        }
    }

    private static void requirePlace(Path file, Path part) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        String reason = null;
        if (folder != null && !Files.isDirectory(folder)) {
            reason = Files.exists(folder) ? "its folder is a file" : "no such folder";
        } else if (Files.isDirectory(file)) {
            reason = "a folder has its name";
        } else if (Files.isDirectory(part)) {
            reason = "a folder has the name that it is written under, part=" + part;
        }
        if (reason != null) {
            throw new IOException("cannot be written: file=" + file + ", reason=" + reason);
        }
    }

    /// Java's own text is only the name for some of them.
    private static String reason(Exception e) {
        return switch (e) {
            case AccessDeniedException _ -> "Permission denied";
            case NoSuchFileException _ -> "No such file or directory";
            case FileSystemException named when named.getReason() != null -> named.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    private static long write(
            RowSource source, FileFormat format, Path part, Path file, ExportOptions options, ImportWatch watch)
            throws IOException {
        long rows = 0;
        try (BlockWriter writer = open(format, part, file, source.fields(), options)) {
            for (RowBlock block = source.next(); block != null; block = source.next()) {
                writer.write(block);
                rows += block.rows();
                watch.progress(file.toString(), rows, Files.size(part), (double) rows / source.rowCount());
                if (watch.isCancelled()) {
                    throw new ExportCancelledException(file.toString());
                }
            }
            writer.finish();
        }
        return rows;
    }

    private static BlockWriter open(
            FileFormat format, Path part, Path file, List<RowSource.Field> fields, ExportOptions options)
            throws IOException {
        String compression = options.compression();
        return switch (format) {
            case PARQUET ->
                ParquetBlocks.create(part, fields, compression == null ? "zstd" : compression, options.groupRows());
            case CSV -> CsvBlocks.create(part, fields, file.toString().endsWith(".gz"));
            case ARROW ->
                ArrowBlocks.create(
                        part, fields, compression == null ? "uncompressed" : compression, options.groupRows());
        };
    }
}
