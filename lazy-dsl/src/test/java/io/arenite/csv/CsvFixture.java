package io.arenite.csv;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Files in a test's folder, and imports of them into a [RecordingTarget].
final class CsvFixture {

    private final Path folder;
    RecordingTarget target;
    CsvReport report;
    String schema;

    CsvFixture(Path folder) {
        this.folder = folder;
    }

    Path write(String name, String text) {
        return write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Path write(String name, byte[] bytes) {
        try {
            return Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(String text) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> load(CsvOptions options, Path... files) {
        List<Path> list = Arrays.asList(files);
        CsvLayout layout = CsvLayout.of(list, options);
        schema = layout.schema().toString();
        target = new RecordingTarget(layout);
        report = new CsvImport(layout, options, target, ImportWatch.NONE).run(list);
        return target.committed;
    }

    List<String> load(String text) {
        return load(CsvOptions.defaults(), write("t.csv", text));
    }

    /// The message of the import's failure, with the test's folder taken out of it.
    String failure(CsvOptions options, Path... files) {
        String[] message = new String[1];
        assertThatThrownBy(() -> load(options, files))
                .isInstanceOf(CsvException.class)
                .satisfies(e -> message[0] = e.getMessage().replace(folder + "/", ""));
        return message[0];
    }

    String failure(String text) {
        return failure(CsvOptions.defaults(), write("t.csv", text));
    }
}
