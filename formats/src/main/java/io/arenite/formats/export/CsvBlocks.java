package io.arenite.formats.export;

import io.arenite.lazy.text.CsvText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Writes CSV, as [io.arenite.Result#writeCsv] does.
public final class CsvBlocks implements BlockWriter {
    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream out;
    private final CsvText text;

    private CsvBlocks(OutputStream out) {
        this.out = out;
        this.text = new CsvText((bytes, count) -> out.write(bytes, 0, count));
    }

    /// @param gzip whether to compress
    public static CsvBlocks create(Path path, List<RowSource.Field> fields, boolean gzip) throws IOException {
        OutputStream file = Files.newOutputStream(path);
        try {
            OutputStream bytes = gzip ? new GZIPOutputStream(file, BUFFER_BYTES) : file;
            var blocks = new CsvBlocks(bytes);
            blocks.text.writeHeader(fields.stream().map(RowSource.Field::name).toList());
            return blocks;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void write(RowBlock block) throws IOException {
        text.writeRows(block.columns(), block.rows());
    }

    @Override
    public void finish() throws IOException {
        text.flush();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
