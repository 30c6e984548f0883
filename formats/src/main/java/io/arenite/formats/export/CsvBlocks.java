package io.arenite.formats.export;

import io.arenite.lazy.text.CsvText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Writes CSV, as [io.arenite.Result#writeCsv] does.
public final class CsvBlocks implements BlockWriter {
    private static final int BUFFER_BYTES = 1 << 16;

    private final BufferedWriter out;

    private CsvBlocks(BufferedWriter out) {
        this.out = out;
    }

    /// @param gzip whether to compress
    public static CsvBlocks create(Path path, List<RowSource.Field> fields, boolean gzip) throws IOException {
        OutputStream file = Files.newOutputStream(path);
        try {
            OutputStream bytes = gzip ? new GZIPOutputStream(file, BUFFER_BYTES) : file;
            var out = new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), BUFFER_BYTES);
            CsvText.writeHeader(fields.stream().map(RowSource.Field::name).toList(), out);
            return new CsvBlocks(out);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void write(RowBlock block) throws IOException {
        CsvText.writeRows(block.columns(), block.rows(), out);
    }

    @Override
    public void finish() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
